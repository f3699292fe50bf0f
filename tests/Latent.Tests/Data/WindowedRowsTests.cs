using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class WindowedRowsTests : FolderTests
{
    [Fact]
    public void Open_IdxAsSequencesOfWindows_ReadsConsecutiveFrames()
    {
        byte[] pixels = [.. Enumerable.Range(0, 10 * 6).Select(i => (byte)(i / 6 * 10))];
        string path = Folder.Write("film.gz", IdxFileTests.Gzip(IdxFileTests.Idx(8, [10, 2, 3], pixels)));
        DataSet data = DataSets.Open(path, new DataOptions { As = DataKind.Sequence, Window = 4, Rows = 0..8 });
        (data.Kind, data.Count, data.RowShape).ShouldBe((DataKind.Sequence, 5, new Shape(4, 2, 3)));
        data.Rows.IsEightBit.ShouldBeTrue();
        float[] values = new float[2 * 24];
        data.Rows.Read([4, 0], values);
        for (int i = 0; i < 24; i++)
        {
            values[i].ShouldBe((4 + (i / 6)) * 10 / 255f, 1e-6f);
            values[24 + i].ShouldBe(i / 6 * 10 / 255f, 1e-6f);
        }
        DataSets.Open(path, new DataOptions { Window = 10 }).Count.ShouldBe(1);
    }

    [Fact]
    public void Open_RealFilm_GivesItsWindows()
    {
        DataSet data = DataSets.Open(RealData.File("freyfaces/freyfaces-images-idx3-ubyte.gz"), new DataOptions { As = DataKind.Sequence, Window = 10, Rows = 0..1600 });
        (data.Count, data.RowShape, data.Rows.IsEightBit).ShouldBe((1591, new Shape(10, 28, 20), true));
    }

    [Fact]
    public void Read_ManyWindowsFromDisk_EqualsTheCopy()
    {
        NpyFile.Write(Folder["x.npy"], [.. Enumerable.Range(0, 400 * 3).Select(i => (float)i)], new Shape(400, 3));
        DataSet data = DataSets.Open(Folder["x.npy"], new DataOptions { Window = 7, StreamAbove = 0 });
        (data.Rows.Streamed, data.Count, data.RowShape).ShouldBe((true, 394, new Shape(7, 3)));
        int[] rows = [.. Enumerable.Range(0, 394).Reverse()];
        float[] values = new float[rows.Length * 21];
        data.Rows.Read(rows, values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i].ShouldBe((rows[i / 21] * 3) + (i % 21));
        }
    }

    [Fact]
    public void Split_Windows_ShareNoFrame()
    {
        NpyFile.Write(Folder["x.npy"], [.. Enumerable.Range(0, 100).Select(i => (float)i)], new Shape(100, 1));
        (DataSet train, DataSet validation) = DataSets.Open(Folder["x.npy"], new DataOptions { Window = 5 }).Split(0.1, new Rng(1));
        float[] learned = new float[train.Count * 5], watched = new float[validation.Count * 5];
        train.Rows.Read([.. Enumerable.Range(0, train.Count)], learned);
        validation.Rows.Read([.. Enumerable.Range(0, validation.Count)], watched);
        validation.Count.ShouldBe(10);
        train.Count.ShouldBe(96 - 10 - 4);
        learned.Intersect(watched).ShouldBeEmpty();
        Should.Throw<InputException>(() => DataSets.Open(Folder["x.npy"], new DataOptions { Window = 95 }).Split(0.5, new Rng(1))).Message.ShouldContain("share no frame");
    }

    [Fact]
    public void Open_RangesAndWindowsThatMakeNoSense_AreRefused()
    {
        NpyFile.Write(Folder["x.npy"], new float[20], new Shape(10, 2));
        NpyFile.Write(Folder["v.npy"], new float[64], new Shape(1, 4, 4, 4, 1));
        string Message(DataOptions options, string name = "x.npy") => Should.Throw<InputException>(() => DataSets.Open(Folder[name], options)).Message;
        Message(new DataOptions { Window = 11 }).ShouldContain("which have 10");
        Message(new DataOptions { Window = 0 }).ShouldContain("at least 1");
        Message(new DataOptions { Window = 2, As = DataKind.Image }).ShouldContain("Windows are sequences");
        Message(new DataOptions { Rows = 5..11 }).ShouldContain("no rows 5..11");
        Message(new DataOptions { Rows = 5..5 }).ShouldContain("no rows 5..5");
        DataSets.Open(Folder["x.npy"], new DataOptions { Rows = 5.. }).Count.ShouldBe(5);
        DataSets.Open(Folder["x.npy"], new DataOptions { Rows = ..3 }).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("0..1600", 0, 1600)]
    [InlineData("7..", 7, 2000)]
    [InlineData("..9", 0, 9)]
    public void Parse_Range_IsHalfOpen(string text, int from, int to) =>
        RowSelection.Parse(text).GetOffsetAndLength(2000).ShouldBe((from, to - from));

    [Theory]
    [InlineData("5")]
    [InlineData("-1..3")]
    [InlineData("a..b")]
    [InlineData("1..2..3")]
    [InlineData("1.5..3")]
    public void Parse_NoRange_IsRefused(string text) =>
        Should.Throw<InputException>(() => RowSelection.Parse(text)).Message.ShouldContain("--rows");

    [Fact]
    public void Open_FilmsInFolders_GivesWindowsWithinEachInNaturalOrder()
    {
        Films(("b", 3), ("a", 5), ("short", 1));
        DataSet data = FilmFolder.Open(Folder.Path, new DataOptions { Window = 3 }, name => name.EndsWith(".img", StringComparison.Ordinal), Frames);
        (data.Count, data.RowShape, data.Overlap).ShouldBe((4, new Shape(3, 1, 2), 2));
        float[] values = new float[4 * 6];
        data.Rows.Read([0, 1, 2, 3], values);
        values.Where((_, i) => i % 2 == 0).ShouldBe([8, 9, 10, 9, 10, 11, 10, 11, 12, 8, 9, 10]);
        values.Where((_, i) => i % 2 == 1).ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
        DataSet part = FilmFolder.Open(Folder.Path, new DataOptions { Window = 3, Rows = 3..4 }, _ => true, Frames);
        part.Count.ShouldBe(1);
    }

    [Fact]
    public void Open_FilmsOfOneLength_AreRowsThemselves()
    {
        Films(("a", 2), ("b", 2));
        FilmFolder.Open(Folder.Path, DataOptions.Default, _ => true, Frames).RowShape.ShouldBe(new Shape(2, 1, 2));
        Films(("c", 3));
        Should.Throw<InputException>(() => FilmFolder.Open(Folder.Path, DataOptions.Default, _ => true, Frames)).Message.ShouldContain("--window");
        Should.Throw<InputException>(() => FilmFolder.Open(Folder.Path, new DataOptions { Window = 9 }, _ => true, Frames)).Message.ShouldContain("9 frames");
        Should.Throw<InputException>(() => FilmFolder.Open(Folder["a"], DataOptions.Default, _ => true, Frames)).Message.ShouldContain("no films");
    }

    [Fact]
    public void Compare_Names_CountsTheirNumbers()
    {
        string[] names = ["f10", "f2", "f1a", "f01", "f1", "g", "f", "f2b10", "f2b9"];
        Array.Sort(names, NaturalOrder.Compare);
        names.ShouldBe(["f", "f01", "f1", "f1a", "f2", "f2b9", "f2b10", "f10", "g"]);
    }

    private void Films(params (string Name, int Frames)[] films)
    {
        foreach ((string name, int frames) in films)
        {
            Directory.CreateDirectory(Folder[name]);
            for (int i = 0; i < frames; i++)
            {
                Folder.Write($"{name}/frame{i + 8}.img", 0);
            }
        }
    }

    /// <summary>A frame of two values: the number in its name, and which film it belongs to.</summary>
    private static FloatRows Frames(IReadOnlyList<string> paths) => new(
        [.. paths.SelectMany(path => new[] { float.Parse(Path.GetFileNameWithoutExtension(path)["frame".Length..], System.Globalization.CultureInfo.InvariantCulture), Path.GetFileName(Path.GetDirectoryName(path))! == "a" ? 0f : 1f })],
        new Shape(1, 2));
}
