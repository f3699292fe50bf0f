using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DataSetsTests
{
    [Theory]
    [InlineData("(2, 6)", DataKind.Table, new[] { 6 }, 1f)]
    [InlineData("(12,)", DataKind.Table, new[] { 1 }, 1f)]
    [InlineData("(2, 2, 3)", DataKind.Image, new[] { 2, 3 }, 1f / 255)]
    [InlineData("(2, 1, 2, 3)", DataKind.Image, new[] { 2, 3 }, 1f / 255)]
    [InlineData("(2, 2, 3, 1)", DataKind.Image, new[] { 2, 3 }, 1f / 255)]
    [InlineData("(1, 3, 2, 2)", DataKind.Image, new[] { 3, 2, 2 }, 1f / 255)]
    [InlineData("(1, 6, 1, 2)", DataKind.Volume, new[] { 6, 1, 2 }, 1f / 255)]
    public void Open_Npy_KindFollowsFromTheShape(string shape, DataKind kind, int[] rowShape, float scale)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("numbers.npy", NpyBytes.Of("|u1", shape, [200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));

        DataSet data = DataSets.Open(path);

        data.Kind.ShouldBe(kind);
        data.Name.ShouldBe("numbers");
        data.RowShape.ShouldBe(new Shape(rowShape));
        float[] read = new float[data.RowShape.Length];
        data.Rows.Read([0], read);
        read[0].ShouldBe(200 * scale);
        DataSet streamed = DataSets.Open(path, new DataOptions { StreamAbove = 0 });
        streamed.Rows.Read([0], read);
        read[0].ShouldBe(200 * scale);
        (streamed.Minimum, streamed.Maximum).ShouldBe(kind == DataKind.Table ? (null, null) : (0f, 1f));
        (data.Minimum, data.Maximum).ShouldBe((streamed.Minimum, streamed.Maximum));
    }

    [Fact]
    public void Open_AsAnotherKind_ChangesTheView()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("x.npy", NpyBytes.Of("|u1", "(2, 4)", [255, 0, 0, 0, 0, 0, 0, 0]));
        DataSet image = DataSets.Open(path, new DataOptions { As = DataKind.Image });
        image.RowShape.ShouldBe(new Shape(2, 2));
        image.Maximum.ShouldBe(1);
        Message(() => DataSets.Open(path, new DataOptions { As = DataKind.Volume })).ShouldContain("cannot be seen as volume data");
    }

    [Fact]
    public void Open_Floats_KnowsTheirRange()
    {
        using TemporaryFolder folder = new();
        NpyFile.Write(folder.File("x.npy"), [.. Enumerable.Range(-7, 50).Select(i => (float)i)], new Shape(25, 2));
        DataSet data = DataSets.Open(folder.File("x.npy"));
        data.Minimum.ShouldBe(-7);
        data.Maximum.ShouldBe(42);
    }

    [Fact]
    public void Open_Archive_FindsRowsAndLabels()
    {
        using TemporaryFolder folder = new();
        byte[] rows = NpyBytes.Of("|u1", "(2, 1)", [1, 2]), test = NpyBytes.Of("|u1", "(1, 1)", [3]);
        byte[] labels = NpyBytes.Of("|u1", "(2, 1)", [8, 9]), testLabels = NpyBytes.Of("|u1", "(1,)", [7]);
        string path = NpzFileTests.Archive(folder, ("y_train.npy", labels), ("x_train.npy", rows), ("x_test.npy", test), ("y_test.npy", testLabels));

        DataSets.Open(path).Labels.ShouldBe([8, 9]);
        DataSets.Open(path, new DataOptions { Split = DataSplit.Test }).Labels.ShouldBe([7]);
        DataSets.Open(path, new DataOptions { ArrayName = "x_test" }).Labels.ShouldBe([7]);
        Message(() => DataSets.Open(path, new DataOptions { ArrayName = "z" })).ShouldContain("holds no array 'z'");
    }

    [Fact]
    public void Open_ArchiveOfUnknownNames_TakesTheOnlyTable()
    {
        using TemporaryFolder folder = new();
        string path = NpzFileTests.Archive(folder, ("a.npy", NpyBytes.Of("|u1", "(2,)", [1, 2])), ("b.npy", NpyBytes.Of("|u1", "(2, 2)", [1, 2, 3, 4])));
        DataSets.Open(path).RowShape.ShouldBe(new Shape(2));
        Message(() => DataSets.Open(path, new DataOptions { Split = DataSplit.Test })).ShouldContain("no test part");
        File.Delete(path);
        NpzFileTests.Archive(folder, ("a.npy", NpyBytes.Of("|u1", "(2,)", [1, 2])), ("b.npy", NpyBytes.Of("|u1", "(2,)", [1, 2])));
        Message(() => DataSets.Open(path)).ShouldContain("name the one with the rows");
    }

    [Fact]
    public void Open_WhatIsNotData_SaysWhatCanBeRead()
    {
        using TemporaryFolder folder = new();
        Message(() => DataSets.Open(folder.Write("x.bin", [.. "hello, world"u8]))).ShouldContain(".npy and .npz arrays and IDX files");
        Message(() => DataSets.Open(folder.Write("x.gz", IdxFileTests.Gzip([.. "hello, world"u8])))).ShouldContain("no known format");
        Message(() => DataSets.Open(folder.Write("x.npy"))).ShouldContain("is empty");
        Message(() => DataSets.Open(folder.Path)).ShouldContain("is a folder");
        Message(() => DataSets.Open("fashion_mnist")).ShouldEndWith("did you mean 'fashion-mnist'?");
        Message(() => DataSets.Open("nothing-like-it")).ShouldEndWith("'nothing-like-it'.");
        Message(() => DataSets.Open(folder.Write("x.idx", IdxFileTests.Idx(8, [1, 1], [1])), new DataOptions { Split = DataSplit.Test })).ShouldContain("no test part");
    }

    [Theory]
    [InlineData("adbench/29_Pima.npz", DataKind.Table, 768, true)]
    [InlineData("adbench/32_shuttle.npz", DataKind.Table, 49097, true)]
    [InlineData("pneumonia/pneumoniamnist_28.npz", DataKind.Image, 4708, true)]
    [InlineData("hippocampus/hippocampus_32x48x32.npz", DataKind.Volume, 260, false)]
    [InlineData("freyfaces/freyfaces-images-idx3-ubyte.gz", DataKind.Image, 1965, false)]
    public void Open_RealFile_ReadsIt(string name, DataKind kind, int count, bool labelled)
    {
        DataSet data = DataSets.Open(RealData.File(name));
        data.Kind.ShouldBe(kind);
        data.Count.ShouldBe(count);
        (data.Labels is not null).ShouldBe(labelled);
    }

    private static string Message(Action open) => Should.Throw<InputException>(open).Message;
}
