using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class ImageFolderWriterTests
{
    [Fact]
    public void Append_LabelledRows_OpenAgainEqual()
    {
        using var folder = new TemporaryFolder();
        string path = folder["new/set"];
        float[][] rows = [.. Enumerable.Range(0, 5).Select(r => Enumerable.Range(0, 24).Select(i => ((r * 24) + i) * ByteRows.UnitScale).ToArray())];
        int[] labels = [1, 0, 1, 1, 0];
        var writer = new ImageFolderWriter(path, new Shape(2, 4, 3), ["a/b", "cat"]);
        for (int i = 0; i < rows.Length; i++)
        {
            writer.Append(rows[i], labels[i]);
        }
        writer.Count.ShouldBe(5);
        DataSet data = ImageFolder.Open(path);
        data.LabelNames.ShouldBe(["a_b", "cat"]);
        data.Labels.ShouldBe([0, 0, 1, 1, 1]);
        float[] read = new float[5 * 24];
        data.Rows.Read([0, 1, 2, 3, 4], read);
        read.ShouldBe([.. rows[1], .. rows[4], .. rows[0], .. rows[2], .. rows[3]]);
    }

    [Fact]
    public void Append_WithoutLabels_NumbersTheFiles()
    {
        using var folder = new TemporaryFolder();
        var writer = new ImageFolderWriter(folder.Path, new Shape(2, 2));
        writer.Append([0, -1, 2, float.NaN]).ShouldBe(folder["000000.png"]);
        writer.Append([0, 0, 0, 0]).ShouldBe(folder["000001.png"]);
        float[] read = new float[4];
        DataSets.Open(folder.Path).Rows.Read([0], read);
        read.ShouldBe([0, 0, 1, 0]);
    }

    [Fact]
    public void Constructor_FolderInUseOrRowsThatAreNoImages_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", 1);
        Should.Throw<InputException>(() => new ImageFolderWriter(folder.Path, new Shape(2, 2))).Message.ShouldContain(folder.Path);
        Should.Throw<InputException>(() => new ImageFolderWriter(folder["x"], new Shape(7))).Message.ShouldContain("[7]");
        Should.Throw<InputException>(() => new ImageFolderWriter(folder["file/x"], new Shape(2, 2)));
    }
}
