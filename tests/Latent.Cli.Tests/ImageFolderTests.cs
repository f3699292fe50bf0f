using System.Buffers.Binary;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Tests;

/// <summary>Folders of images, good and bad, through the whole tool.</summary>
public sealed class ImageFolderTests : FolderTests
{
    [Fact]
    public void Train_Folder_ThenEvaluateImagesOfAnotherSize()
    {
        Fill("set/a", 12, 8, 3);
        Fill("set/b", 12, 8, 3);
        Fill("other", 30, 20, 1);
        string run = Folder["run"];
        Tool.Run("train", Folder["set"], "--out", run, "--recipe", "vae", "--set", "model.hidden=[8]", "--epochs", "2", "--batch", "8", "--json").ShouldGiveJson();
        Tool.Run("evaluate", run, "--json").ShouldGiveJson("elbo").GetProperty("rows").GetInt32().ShouldBe(2);
        Tool.Run("evaluate", run, Folder["other"], "--json").ShouldGiveJson("elbo").GetProperty("rows").GetInt32().ShouldBe(30);
        Tool.Run("encode", run, Path.Join(Folder["other"], "3.png"), "--out", Folder["one.npy"]).Code.ShouldBe(0);
        Tool.Run("evaluate", run, Folder["other"], "--image-size", "9").ShouldRefuse("[9, 9, 3]", "[8, 8, 3]");
    }

    [Fact]
    public void Limit_OfAFolderOfClasses_TakesRowsOfAll()
    {
        Fill("set/a", 12, 8, 3);
        Fill("set/b", 12, 8, 3);
        Tool.Run("data", "info", Folder["set"], "--limit", "6").Output.ShouldContain("a 3, b 3");
    }

    [Fact]
    public void Train_KilledAndResumed_EndsWithTheSameBitsThoughAugmented()
    {
        Fill("set", 40, 8, 1);
        string[] settings = ["--set", "data.augment={ flip: true, shift: 1, rotation: 15, brightness: 0.2 }", "--batch", "8", "--epochs", "6", "--cache-memory", "0", .. TinyRun.Small[..4]];
        string whole = Folder["whole"], parted = Folder["parted"];
        Tool.Run(["train", Folder["set"], "--out", whole, .. settings]).Code.ShouldBe(0);
        Tool.RunUntil("epoch 2", ["train", Folder["set"], "--out", parted, .. settings]).Code.ShouldBe(130);
        Tool.Run(["train", Folder["set"], "--out", parted, "--resume", .. settings]).Code.ShouldBe(0);
        File.ReadAllBytes(Path.Join(parted, "model.safetensors")).ShouldBe(File.ReadAllBytes(Path.Join(whole, "model.safetensors")));
    }

    [Fact]
    public void Train_TrainAndTestFoldersOfFewRows_ReportsTheTestRows()
    {
        Fill("set/train/a", 20, 8, 1);
        Fill("set/test/a", 7, 10, 1);
        string[] train = ["train", Folder["set"], "--out", Folder["run"], "--epochs", "1", "--quiet", "--recipe", "vae", "--set", "model.hidden=[8]"];
        Tool.Run([.. train, "--batch", "21"]).ShouldRefuse("larger than the training data");
        Tool.Run([.. train, "--set", "training.batch=21"]).ShouldRefuse("larger than the training data");
        Tool.Run([.. train, "--json"]).ShouldGiveJson();
        Tool.Run("evaluate", Folder["run"], "--json").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(7);
        Tool.Run("evaluate", Folder["run"], Folder["set"], "--split", "train", "--json").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(20);
    }

    [Fact]
    public void DataInfo_BadFilesAndEmptyClass_AreNamedOnStandardError()
    {
        Fill("set/cat", 5, 8, 3);
        Fill("set/dog", 2, 16, 1);
        Directory.CreateDirectory(Folder["set/emu"]);
        byte[] good = File.ReadAllBytes(Folder["set/cat/0.png"]);
        File.WriteAllBytes(Folder["set/cat/cut.png"], good[..60]);
        File.WriteAllText(Folder["set/dog/text.png"], "no picture");
        Outcome outcome = Tool.Run("data", "info", Folder["set"]);
        outcome.Code.ShouldBe(0);
        outcome.ErrorLines.Length.ShouldBe(2);
        outcome.Error.ShouldContain("emu");
        outcome.Error.ShouldContain("2 files were left out");
        outcome.Error.ShouldContain("cut.png");
        outcome.Error.ShouldContain("text.png");
        foreach (string words in new[] { "cut.png", "text.png", "cat 5", "dog 2", "emu 0", "5 of 8 x 8, 2 of 16 x 16", "2 of 7 images were made colour" })
        {
            outcome.Output.ShouldContain(words);
        }
        var document = Tool.Run("data", "info", Folder["set"], "--json", "--image-size", "6x4", "--channels", "grey").ShouldGiveJson("class_counts", "warnings");
        document.GetProperty("skipped").GetArrayLength().ShouldBe(2);
        document.GetProperty("row_shape").EnumerateArray().Select(e => e.GetInt32()).ShouldBe([4, 6]);
        Tool.Run("data", "info", Folder["set"], "--quiet").Error.ShouldBeEmpty();
    }

    [Fact]
    public void DataInfo_NothingUsable_IsRefused()
    {
        Directory.CreateDirectory(Folder["empty"]);
        Tool.Run("data", "info", Folder["empty"]).ShouldRefuse("empty", "without images");
        Fill("one", 1, 4, 1);
        byte[] file = File.ReadAllBytes(Folder["one/0.png"]);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(16), (60000L << 32) | 60000);
        File.WriteAllBytes(Folder["one/0.png"], file);
        Tool.Run("train", Folder["one"], "--out", Folder["run"]).ShouldRefuse("0.png");
        Directory.Exists(Folder["run"]).ShouldBeFalse();
        Tool.Run("data", "info", Folder["one/0.png"]).ShouldRefuse("0.png");
        Tool.Run("data", "info", Folder["one"], "--image-size", "0").ShouldFail("--image-size");
        Tool.Run("data", "info", Folder["one"], "--channels", "gray").ShouldRefuse("'grey'");
    }

    private void Fill(string name, int count, int side, int channels)
    {
        Directory.CreateDirectory(Folder[name]);
        var rng = new Rng((ulong)(count + side));
        for (int i = 0; i < count; i++)
        {
            var picture = new Picture(side, side, channels);
            for (int s = 0; s < picture.Samples.Length; s++)
            {
                picture.Samples[s] = (byte)rng.Next(256);
            }
            picture.SavePng(Folder[$"{name}/{i}.png"]);
        }
    }
}
