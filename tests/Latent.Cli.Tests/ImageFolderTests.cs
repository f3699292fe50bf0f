using System.Buffers.Binary;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Tests;

/// <summary>Folders of images, good and bad, through the whole tool.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_Folder_ThenEvaluateImagesOfAnotherSize()
    {
        Fill("set/a", 12, 8, 3);
        Fill("set/b", 12, 8, 3);
        Fill("other", 30, 20, 1);
        string run = _folder["run"];
        Tool.Run("train", _folder["set"], "--out", run, "--recipe", "vae", "--set", "model.hidden=[8]", "--epochs", "2", "--batch", "8", "--json").ShouldGiveJson();
        Tool.Run("evaluate", run, "--json").ShouldGiveJson("elbo").GetProperty("rows").GetInt32().ShouldBe(2);
        Tool.Run("evaluate", run, _folder["other"], "--json").ShouldGiveJson("elbo").GetProperty("rows").GetInt32().ShouldBe(30);
        Tool.Run("encode", run, Path.Join(_folder["other"], "3.png"), "--out", _folder["one.npy"]).Code.ShouldBe(0);
        Tool.Run("evaluate", run, _folder["other"], "--image-size", "9").ShouldRefuse("[9, 9, 3]", "[8, 8, 3]");
    }

    [Fact]
    public void Train_KilledAndResumed_EndsWithTheSameBitsThoughAugmented()
    {
        Fill("set", 40, 8, 1);
        string[] settings = ["--set", "data.augment={ flip: true, shift: 1, rotation: 15, brightness: 0.2 }", "--batch", "8", "--epochs", "6", "--cache-memory", "0", .. TinyRun.Small[..4]];
        string whole = _folder["whole"], parted = _folder["parted"];
        Tool.Run(["train", _folder["set"], "--out", whole, .. settings]).Code.ShouldBe(0);
        Tool.RunUntil("epoch 2", ["train", _folder["set"], "--out", parted, .. settings]).Code.ShouldBe(130);
        Tool.Run(["train", _folder["set"], "--out", parted, "--resume", .. settings]).Code.ShouldBe(0);
        File.ReadAllBytes(Path.Join(parted, "model.safetensors")).ShouldBe(File.ReadAllBytes(Path.Join(whole, "model.safetensors")));
    }

    [Fact]
    public void Train_TrainAndTestFolders_ReportsTheTestRows()
    {
        Fill("set/train/a", 20, 8, 1);
        Fill("set/test/a", 7, 10, 1);
        Tool.Run(["train", _folder["set"], "--out", _folder["run"], "--epochs", "1", "--json", "--quiet", "--recipe", "vae", "--set", "model.hidden=[8]", "--batch", "10"]).ShouldGiveJson();
        Tool.Run("evaluate", _folder["run"], "--json").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(7);
        Tool.Run("evaluate", _folder["run"], _folder["set"], "--split", "train", "--json").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(20);
    }

    [Fact]
    public void DataInfo_BadFilesAndEmptyClass_AreNamedOnStandardError()
    {
        Fill("set/cat", 5, 8, 3);
        Fill("set/dog", 2, 16, 1);
        Directory.CreateDirectory(_folder["set/emu"]);
        byte[] good = File.ReadAllBytes(_folder["set/cat/0.png"]);
        File.WriteAllBytes(_folder["set/cat/cut.png"], good[..60]);
        File.WriteAllText(_folder["set/dog/text.png"], "no picture");
        Outcome outcome = Tool.Run("data", "info", _folder["set"]);
        outcome.Code.ShouldBe(0);
        outcome.ErrorLines.Length.ShouldBe(2);
        outcome.Error.ShouldContain("emu");
        outcome.Error.ShouldContain("2 files were left out");
        outcome.Error.ShouldContain("cut.png");
        outcome.Error.ShouldContain("text.png");
        foreach (string words in new[] { "cat 5", "dog 2", "emu 0", "5 of 8 x 8, 2 of 16 x 16", "2 of 7 images were made colour" })
        {
            outcome.Output.ShouldContain(words);
        }
        var document = Tool.Run("data", "info", _folder["set"], "--json", "--image-size", "6x4", "--channels", "grey").ShouldGiveJson("class_counts", "warnings");
        document.GetProperty("skipped").GetArrayLength().ShouldBe(2);
        document.GetProperty("row_shape").EnumerateArray().Select(e => e.GetInt32()).ShouldBe([4, 6]);
        Tool.Run("data", "info", _folder["set"], "--quiet").Error.ShouldBeEmpty();
    }

    [Fact]
    public void DataInfo_NothingUsable_IsRefused()
    {
        Directory.CreateDirectory(_folder["empty"]);
        Tool.Run("data", "info", _folder["empty"]).ShouldRefuse("empty", "without images");
        Fill("one", 1, 4, 1);
        byte[] file = File.ReadAllBytes(_folder["one/0.png"]);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(16), (60000L << 32) | 60000);
        File.WriteAllBytes(_folder["one/0.png"], file);
        Tool.Run("train", _folder["one"], "--out", _folder["run"]).ShouldRefuse("0.png");
        Directory.Exists(_folder["run"]).ShouldBeFalse();
        Tool.Run("data", "info", _folder["one/0.png"]).ShouldRefuse("0.png");
        Tool.Run("data", "info", _folder["one"], "--image-size", "0").ShouldFail("--image-size");
        Tool.Run("data", "info", _folder["one"], "--channels", "gray").ShouldRefuse("'grey'");
    }

    private void Fill(string name, int count, int side, int channels)
    {
        Directory.CreateDirectory(_folder[name]);
        var rng = new Rng((ulong)(count + side));
        for (int i = 0; i < count; i++)
        {
            var picture = new Picture(side, side, channels);
            for (int s = 0; s < picture.Samples.Length; s++)
            {
                picture.Samples[s] = (byte)rng.Next(256);
            }
            picture.SavePng(_folder[$"{name}/{i}.png"]);
        }
    }
}
