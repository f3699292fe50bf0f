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
    [InlineData("(1, 3, 2, 2)", DataKind.Volume, new[] { 3, 2, 2 }, 1f / 255)]
    [InlineData("(1, 2, 2, 3)", DataKind.Image, new[] { 2, 2, 3 }, 1f / 255)]
    [InlineData("(1, 2, 2, 1, 3)", DataKind.Sequence, new[] { 2, 2, 1, 3 }, 1f / 255)]
    [InlineData("(1, 1, 2, 3, 2)", DataKind.Volume, new[] { 2, 3, 2 }, 1f / 255)]
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

    [Theory]
    [InlineData(new[] { 4, 3, 5, 6 }, null, DataKind.Image, new[] { 5, 6, 3 })]
    [InlineData(new[] { 4, 4, 5, 6 }, null, DataKind.Image, new[] { 5, 6, 4 })]
    [InlineData(new[] { 4, 3, 2, 2 }, DataKind.Image, DataKind.Image, new[] { 2, 2, 3 })]
    [InlineData(new[] { 4, 3, 5, 6 }, DataKind.Volume, DataKind.Volume, new[] { 3, 5, 6 })]
    [InlineData(new[] { 4, 3, 5, 6 }, DataKind.Sequence, DataKind.Sequence, new[] { 3, 5, 6 })]
    [InlineData(new[] { 4, 2, 3, 5, 6 }, null, DataKind.Sequence, new[] { 2, 5, 6, 3 })]
    [InlineData(new[] { 4, 2, 1, 5, 6 }, null, DataKind.Sequence, new[] { 2, 5, 6 })]
    [InlineData(new[] { 4, 2, 5, 6, 3 }, null, DataKind.Sequence, new[] { 2, 5, 6, 3 })]
    [InlineData(new[] { 4, 2, 5, 6, 1 }, DataKind.Sequence, DataKind.Sequence, new[] { 2, 5, 6 })]
    [InlineData(new[] { 4, 3, 5, 6, 7 }, DataKind.Volume, DataKind.Volume, new[] { 5, 6, 7, 3 })]
    public void Open_ChannelsFirst_AreShownLast(int[] stored, DataKind? asked, DataKind kind, int[] row)
    {
        using TemporaryFolder folder = new();
        var shape = new Shape(stored);
        NpyFile.Write(folder["f.npy"], [.. Enumerable.Range(0, shape.Length).Select(i => (float)i)], shape);
        folder.Write("b.npy", NpyBytes.Of("|u1", $"({string.Join(", ", stored)})", [.. Enumerable.Range(0, shape.Length).Select(i => (byte)(i % 251))]));
        foreach ((string name, long stream) in new[] { ("f.npy", long.MaxValue), ("f.npy", 0), ("b.npy", long.MaxValue), ("b.npy", 0) })
        {
            DataSet data = DataSets.Open(folder[name], new DataOptions { As = asked, StreamAbove = stream });
            (data.Kind, data.RowShape, data.Rows.Streamed).ShouldBe((kind, new Shape(row), stream == 0));
            float[] values = new float[2 * data.RowShape.Length];
            data.Rows.Read([3, 1], values);
            // Where each value of a row was stored: row 3 and row 1, the channels moved.
            int length = data.RowShape.Length, channels = row[^1], frames = kind == DataKind.Sequence && row.Length == 4 ? row[0] : 1;
            bool moved = row.Length == stored.Length - 1 && stored[^1] != row[^1];
            for (int i = 0; i < values.Length; i++)
            {
                int at = i % length, picture = length / frames, inside = at % picture;
                int from = moved ? (at / picture * picture) + (inside % channels * (picture / channels)) + (inside / channels) : at;
                int index = ((i < length ? 3 : 1) * length) + from;
                values[i].ShouldBe(name == "f.npy" ? index : index % 251 / 255f, 1e-6f);
            }
        }
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
        NpyFile.Write(folder["x.npy"], [.. Enumerable.Range(-7, 50).Select(i => (float)i)], new Shape(25, 2));
        DataSet data = DataSets.Open(folder["x.npy"]);
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
        Message(() => DataSets.Open(folder.Write("x.bin", [.. "hello, world"u8]))).ShouldContain(".npy and .npz arrays, IDX and NIfTI-1 files");
        Message(() => DataSets.Open(folder.Write("x.gz", IdxFileTests.Gzip([.. "hello, world"u8])))).ShouldContain("no known format");
        Message(() => DataSets.Open(folder.Write("x.npy"))).ShouldContain("is empty");
        Message(() => DataSets.Open(folder.Path)).ShouldContain("is a folder");
        Message(() => DataSets.Open("fashion_mnist")).ShouldContain("did you mean 'fashion-mnist'?");
        Message(() => DataSets.Open("nothing-like-it")).ShouldContain("'nothing-like-it'. Give the path");
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
