using Latent.Data;
using Latent.Images;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class CifarBatchesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Folder_HasParts()
    {
        _folder.Write("data_batch_1.bin", [.. Record(3, 10), .. Record(9, 20)]);
        _folder.Write("data_batch_2.bin", Record(0, 30));
        _folder.Write("test_batch.bin", Record(1, 40));
        File.WriteAllText(_folder.File("batches.meta.txt"), "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        DataSets.IsDivided(_folder.Path).ShouldBeTrue();
        DataSet train = DataSets.Open(_folder.Path);
        train.RowShape.ShouldBe(new Shape(32, 32, 3));
        train.Labels.ShouldBe([3, 9, 0]);
        train.LabelNames![3].ShouldBe("cat");
        (train.Kind, train.Rows.IsEightBit, train.Maximum).ShouldBe((DataKind.Image, true, 1f));
        DataSets.Open(_folder.Path, new DataOptions { Split = DataSplit.Test }).Labels.ShouldBe([1]);
        DataSets.Open(_folder.Path, new DataOptions { Split = DataSplit.All }).Labels.ShouldBe([3, 9, 0, 1]);
        DataSets.Open(_folder.File("data_batch_1.bin")).Labels.ShouldBe([3, 9]);
    }

    [Fact]
    public void Open_Planes_BecomePixels()
    {
        _folder.Write("data_batch_1.bin", Record(3, 10));
        float[] row = new float[3072];
        DataSets.Open(_folder.File("data_batch_1.bin")).Rows.Read([0], row);
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
        _folder.Write("test_batch.bin", Record(3, 10));
        DataSets.Open(_folder.Path, new DataOptions { ImageSize = new ImageSize(16, 8), Channels = ImageChannels.Grey }).RowShape.ShouldBe(new Shape(8, 16));
    }

    [Fact]
    public void Open_Damaged_IsRefused()
    {
        _folder.Write("test_batch.bin", Record(3, 10)[..^1]);
        Should.Throw<InputException>(() => DataSets.Open(_folder.Path)).Message.ShouldContain("test_batch.bin");
        _folder.Write("test_batch.bin", [.. Record(3, 10), .. Record(11, 10)]);
        Should.Throw<InputException>(() => DataSets.Open(_folder.Path)).Message.ShouldContain("11");
        Should.Throw<InputException>(() => DataSets.Open(_folder.Path, new DataOptions { Split = DataSplit.Train })).Message.ShouldContain("training");
        Should.Throw<InputException>(() => DataSets.Open(_folder.Path, new DataOptions { As = DataKind.Table })).Message.ShouldContain("table");
    }

    private static byte[] Record(byte label, int first) =>
        [label, .. Enumerable.Range(0, 3072).Select(i => (byte)(first + (i % 1024) + (i / 1024 * 50)))];
}
