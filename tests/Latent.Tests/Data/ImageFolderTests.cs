using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Data;
using Latent.Images;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tests.Images;

namespace Latent.Tests.Data;

public sealed class ImageFolderTests : FolderTests
{
    [Fact]
    public void Open_SubFolders_AreClassesInTheOrderOfTheirNames()
    {
        Save("set/dog/b.png", 4, 4, 3, 20);
        Save("set/dog/a.png", 4, 4, 3, 10);
        Save("set/cat/deep/x.png", 4, 4, 3, 30);
        DataSet data = DataSets.Open(Folder["set"]);
        (data.Name, data.Kind, data.Count).ShouldBe(("set", DataKind.Image, 3));
        data.RowShape.ShouldBe(new Shape(4, 4, 3));
        data.LabelNames.ShouldBe(["cat", "dog"]);
        data.Labels.ShouldBe([0, 1, 1]);
        Firsts(data).ShouldBe([30, 10, 20]);
        (data.Rows.IsEightBit, data.Minimum, data.Maximum).ShouldBe((true, 0f, 1f));
        (data.Warnings.Count, data.Skipped.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void Open_FlatFolder_HasNoLabelsAndPassesOverOtherFiles()
    {
        Save("a.png", 3, 2, 1, 7);
        Folder.Write("b.unknown", File.ReadAllBytes(Folder["a.png"]));
        Folder.Write("notes.txt", 1, 2, 3);
        Folder.Write(".hidden.png", 1, 2, 3);
        DataSet data = ImageFolder.Open(Folder.Path);
        data.RowShape.ShouldBe(new Shape(2, 3));
        (data.Count, data.Labels, data.Skipped.Count).ShouldBe((2, null, 0));
    }

    [Fact]
    public void Open_SizesThatDiffer_TakesTheOneThatMostHave()
    {
        Save("a.png", 100, 80, 1, 1);
        Save("b.png", 100, 80, 1, 2);
        Save("c.png", 9, 9, 1, 3);
        DataSet data = ImageFolder.Open(Folder.Path);
        data.RowShape.ShouldBe(new Shape(51, 64));
        Firsts(data).ShouldBe([1, 2, 3]);
        ImageFolder.Open(Folder.Path, new DataOptions { ImageSize = new ImageSize(6, 5) }).RowShape.ShouldBe(new Shape(5, 6));
    }

    [Fact]
    public void Open_SizeThatAllShare_IsKeptHoweverLarge()
    {
        Save("a.png", 100, 80, 1, 1);
        ImageFolder.Open(Folder.Path).RowShape.ShouldBe(new Shape(80, 100));
    }

    [Fact]
    public void Open_GreyAmongColour_BecomesColourUnlessGreyIsAskedFor()
    {
        Save("a.png", 4, 4, 1, 9);
        Save("b.png", 4, 4, 3, 60);
        DataSet data = ImageFolder.Open(Folder.Path);
        data.RowShape.ShouldBe(new Shape(4, 4, 3));
        Read(data, 0).ShouldAllBe(v => v == 9 * ByteRows.UnitScale);
        ImageFolder.Open(Folder.Path, new DataOptions { Channels = ImageChannels.Grey }).RowShape.ShouldBe(new Shape(4, 4));
        File.Delete(Folder["b.png"]);
        ImageFolder.Open(Folder.Path).RowShape.ShouldBe(new Shape(4, 4));
        ImageFolder.Open(Folder.Path, new DataOptions { Channels = ImageChannels.Colour }).RowShape.ShouldBe(new Shape(4, 4, 3));
    }

    [Fact]
    public void Open_BadFiles_AreLeftOutAndNamed()
    {
        Save("c/good.png", 4, 4, 3, 5);
        byte[] good = File.ReadAllBytes(Folder["c/good.png"]);
        Folder.Write("c/cut.png", good[..^20]);
        Folder.Write("c/text.png", "Not a picture."u8.ToArray());
        Folder.Write("c/empty.jpg");
        byte[] huge = [.. good];
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(16), 60000);
        BinaryPrimitives.WriteInt32BigEndian(huge.AsSpan(20), 60000);
        PngMaker.Repair(huge);
        Folder.Write("c/huge.png", huge);
        Folder.Write("c/short.jpg", JpegMaker.Make(2, 2, 1, [1, 2, 3, 4])[..40]);
        Directory.CreateDirectory(Folder["nobody"]);
        DataSet data = ImageFolder.Open(Folder.Path);
        data.Count.ShouldBe(1);
        data.Labels.ShouldBe([0]);
        data.LabelNames.ShouldBe(["c", "nobody"]);
        data.Warnings.Single().ShouldContain("nobody");
        data.Skipped.Select(s => Path.GetFileName(s.Path)).ShouldBe(["cut.png", "empty.jpg", "huge.png", "short.jpg", "text.png"]);
        data.Skipped.ShouldAllBe(s => s.Reason.Contains(s.Path, StringComparison.Ordinal));
        data.Take([0]).Skipped.Count.ShouldBe(5);
    }

    [Fact]
    public void Open_FileThatMayNotBeRead_IsLeftOut()
    {
        Save("a.png", 4, 4, 1, 1);
        Save("b.png", 4, 4, 1, 2);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Folder["b.png"], UnixFileMode.None);
        }
        Assert.SkipWhen(MayRead(Folder["b.png"]), "This user may read everything.");
        DataSet data = ImageFolder.Open(Folder.Path);
        data.Count.ShouldBe(1);
        data.Skipped.Single().Reason.ShouldContain("permission");
    }

    [Fact]
    public void Open_NothingThatCanBeRead_IsRefusedByTheFoldersName()
    {
        Should.Throw<InputException>(() => ImageFolder.Open(Folder.Path)).Message.ShouldContain(Folder.Path);
        Directory.CreateDirectory(Folder["one"]);
        Should.Throw<InputException>(() => ImageFolder.Open(Folder.Path)).Message.ShouldContain("without images");
        Folder.Write("one/a.png", 1, 2, 3);
        Should.Throw<InputException>(() => ImageFolder.Open(Folder.Path)).Message.ShouldContain("a.png");
        Save("two/b.png", 2, 2, 1, 1);
        Should.Throw<InputException>(() => ImageFolder.Open(Folder.Path, new DataOptions { As = DataKind.Table })).Message.ShouldContain("table");
    }

    [Fact]
    public void Open_TrainAndTest_AreParts()
    {
        Save("train/a/1.png", 4, 4, 1, 1);
        Save("train/b/2.png", 4, 4, 1, 2);
        Save("test/b/3.png", 4, 4, 1, 3);
        Save("test/c/4.png", 4, 4, 1, 4);
        DataSets.IsDivided(Folder.Path).ShouldBeTrue();
        DataSets.IsDivided(Folder["train"]).ShouldBeFalse();
        Firsts(DataSets.Open(Folder.Path)).ShouldBe([1, 2]);
        Firsts(DataSets.Open(Folder.Path, new DataOptions { Split = DataSplit.Test })).ShouldBe([3, 4]);
        DataSet all = DataSets.Open(Folder.Path, new DataOptions { Split = DataSplit.All });
        Firsts(all).ShouldBe([1, 2, 3, 4]);
        all.LabelNames.ShouldBe(["a", "b", "c"]);
        all.Labels.ShouldBe([0, 1, 1, 2]);
    }

    [Fact]
    public void Open_MoreThanTheMemoryLimit_GivesTheSameRowsFromAFile()
    {
        for (int i = 0; i < 40; i++)
        {
            Save($"{i:00}.png", 16, 16, 3, i);
        }
        Folder.Write("05x.png", 1, 2, 3);
        DataSet memory = ImageFolder.Open(Folder.Path), file = ImageFolder.Open(Folder.Path, new DataOptions { CacheMemory = 1000 });
        (memory.Rows.Streamed, file.Rows.Streamed, file.Rows.IsEightBit).ShouldBe((false, true, true));
        int[] order = [39, 0, 7, 7, 12];
        float[] expected = new float[order.Length * 768], read = new float[expected.Length];
        memory.Rows.Read(order, expected);
        file.Rows.Read(order, read);
        read.ShouldBe(expected);
        DataIdentity.Of(file.Rows).ShouldBe(DataIdentity.Of(memory.Rows));
    }

    [Fact]
    public void Open_FoldersAsSequences_AreFilms()
    {
        for (int i = 0; i < 11; i++)
        {
            Save($"one/frame{i}.png", 4, 4, 1, i);
            Save($"two/frame{i}.png", 4, 4, 1, 100 + i);
        }
        DataSet whole = DataSets.Open(Folder.Path, new DataOptions { As = DataKind.Sequence });
        (whole.Kind, whole.RowShape, whole.Count).ShouldBe((DataKind.Sequence, new Shape(11, 4, 4), 2));
        Read(whole, 1).Where((_, i) => i % 16 == 0).ShouldBe(Enumerable.Range(100, 11).Select(v => v * ByteRows.UnitScale));
        DataSet windows = DataSets.Open(Folder.Path, new DataOptions { Window = 4, ImageSize = new ImageSize(2, 2) });
        (windows.RowShape, windows.Count).ShouldBe((new Shape(4, 2, 2), 16));
        DataSet flat = DataSets.Open(Folder["one"], new DataOptions { Window = 5 });
        (flat.Kind, flat.RowShape, flat.Count).ShouldBe((DataKind.Sequence, new Shape(5, 4, 4), 7));
        DataSets.Open(Folder.Path, new DataOptions { Window = 4 }.For(DataSchema.Of(windows))).RowShape.ShouldBe(new Shape(4, 2, 2));
        Folder.Write("two/frame5.png", 1, 2, 3);
        Should.Throw<InputException>(() => DataSets.Open(Folder.Path, new DataOptions { Window = 4 })).Message.ShouldContain("frame5.png");
    }

    [Fact]
    public void OpenFile_Picture_IsOneRow()
    {
        Save("a.png", 6, 4, 4, 50);
        DataSet data = DataSets.Open(Folder["a.png"]);
        (data.Count, data.Kind, data.RowShape).ShouldBe((1, DataKind.Image, new Shape(4, 6, 3)));
        DataSets.Open(Folder["a.png"], new DataOptions().For(new DataSchema("s", DataKind.Image, new Shape(3, 2)))).RowShape.ShouldBe(new Shape(3, 2));
        Folder.Write("cut.png", File.ReadAllBytes(Folder["a.png"])[..50]);
        Should.Throw<InputException>(() => DataSets.Open(Folder["cut.png"])).Message.ShouldContain("cut.png");
    }

    [Fact]
    public void Open_RealPictures_AreAllRead()
    {
        using ZipArchive archive = ZipFile.OpenRead(RealData.File("images/twemoji64.zip"));
        foreach (ZipArchiveEntry entry in archive.Entries.Where((e, i) => i % 20 == 0 && e.Length > 0))
        {
            entry.ExtractToFile(Folder[entry.Name]);
        }
        DataSet data = ImageFolder.Open(Folder.Path, new DataOptions { ImageSize = new ImageSize(32, 32) });
        (data.RowShape, data.Skipped.Count).ShouldBe((new Shape(32, 32, 3), 0));
        data.Count.ShouldBeGreaterThan(150);
        // Clear corners are white.
        Enumerable.Range(0, data.Count).Count(i => Read(data, i)[..3].All(v => v > 0.99f)).ShouldBeGreaterThan(data.Count / 2);
    }

    private void Save(string name, int width, int height, int channels, int shade)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder[name])!);
        var picture = new Picture(width, height, channels);
        picture.Samples.Fill((byte)shade);
        picture.SavePng(Folder[name]);
    }

    private static float[] Read(DataSet data, int row)
    {
        float[] values = new float[data.RowShape.Length];
        data.Rows.Read([row], values);
        return values;
    }

    private static int[] Firsts(DataSet data) => [.. Enumerable.Range(0, data.Count).Select(i => (int)MathF.Round(Read(data, i)[0] * 255))];

    private static bool MayRead(string path)
    {
        try
        {
            File.ReadAllBytes(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
