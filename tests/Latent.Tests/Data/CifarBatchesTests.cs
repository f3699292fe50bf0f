using Latent.Data;
using Latent.Images;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class CifarBatchesTests : FolderTests
{
    [Fact]
    public void Open_Folder_HasParts()
    {
        Folder.Write("data_batch_1.bin", [.. Record(3, 10), .. Record(9, 20)]);
        Folder.Write("data_batch_2.bin", Record(0, 30));
        Folder.Write("test_batch.bin", Record(1, 40));
        File.WriteAllText(Folder["batches.meta.txt"], "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        DataSets.IsDivided(Folder.Path).ShouldBeTrue();
        DataSet train = DataSets.Open(Folder.Path);
        train.RowShape.ShouldBe(new Shape(32, 32, 3));
        train.Labels.ShouldBe([3, 9, 0]);
        train.LabelNames![3].ShouldBe("cat");
        (train.Kind, train.Rows.IsEightBit, train.Maximum).ShouldBe((DataKind.Image, true, 1f));
        DataSets.Open(Folder.Path, new DataOptions { Split = DataSplit.Test }).Labels.ShouldBe([1]);
        DataSets.Open(Folder.Path, new DataOptions { Split = DataSplit.All }).Labels.ShouldBe([3, 9, 0, 1]);
        DataSets.Open(Folder["data_batch_1.bin"]).Labels.ShouldBe([3, 9]);
    }

    [Fact]
    public void Open_Planes_BecomePixels()
    {
        Folder.Write("data_batch_1.bin", Record(3, 10));
        float[] row = new float[3072];
        DataSets.Open(Folder["data_batch_1.bin"]).Rows.Read([0], row);
        for (int p = 0; p < 1024; p++)
        {
            for (int c = 0; c < 3; c++)
            {
                row[(3 * p) + c].ShouldBe((byte)(10 + p + (c * 50)) * ByteRows.UnitScale);
            }
        }
    }

    [Fact]
    public void Open_AnotherSizeOrGrey_IsConverted()
    {
        Folder.Write("test_batch.bin", Record(3, 10));
        DataSets.Open(Folder.Path, new DataOptions { ImageSize = new ImageSize(16, 8), Channels = ImageChannels.Grey }).RowShape.ShouldBe(new Shape(8, 16));
    }

    [Fact]
    public void Open_Damaged_IsRefused()
    {
        Folder.Write("test_batch.bin", Record(3, 10)[..^1]);
        Should.Throw<InputException>(() => DataSets.Open(Folder.Path)).Message.ShouldContain("test_batch.bin");
        Folder.Write("test_batch.bin", [.. Record(3, 10), .. Record(11, 10)]);
        Should.Throw<InputException>(() => DataSets.Open(Folder.Path)).Message.ShouldContain("11");
        Should.Throw<InputException>(() => DataSets.Open(Folder.Path, new DataOptions { Split = DataSplit.Train })).Message.ShouldContain("training");
        Should.Throw<InputException>(() => DataSets.Open(Folder.Path, new DataOptions { As = DataKind.Table })).Message.ShouldContain("table");
    }

    private static byte[] Record(byte label, int first) =>
        [label, .. Enumerable.Range(0, 3072).Select(i => (byte)(first + (i % 1024) + (i / 1024 * 50)))];
}
