using System.Text.Json;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Tests.Commands;

/// <summary>Models that are told something: classes, smaller pictures; and those that clean.</summary>
public sealed class ConditionCommandTests(ConditionRuns runs) : FolderTests, IClassFixture<ConditionRuns>
{
    [Fact]
    public void Sample_OfAConditionalRun_MakesALineOfEveryClass()
    {
        JsonElement all = Tool.Run("sample", runs.Conditional, "--out", Folder["all.npz"], "--json").ShouldGiveJson("classes");
        all.GetProperty("count").GetInt32().ShouldBe(16);
        Labels("all.npz").ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
        Tool.Run("sample", runs.Conditional, "--condition", "class=1", "--count", "3", "--out", Folder["one.npz"]).Code.ShouldBe(0);
        Labels("one.npz").ShouldBe([1, 1, 1]);
        Tool.Run("sample", runs.Conditional, "--out", Folder["all.png"]).Code.ShouldBe(0);
        new FileInfo(Folder["all.png"]).Length.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Sample_OfAClass_DependsOnIt()
    {
        float[] Rows(string of)
        {
            Tool.Run("sample", runs.Conditional, "--condition", of, "--count", "2", "--out", Folder["s.npy"]).Code.ShouldBe(0);
            return NpyFile.ReadFloats(Folder["s.npy"], out _);
        }
        Rows("class=0").ShouldNotBe(Rows("class=1"));
        Rows("class=0").ShouldBe(Rows("class=0"));
    }

    [Fact]
    public void Condition_ThatMakesNoSense_IsRefused()
    {
        Tool.Run("sample", runs.Conditional, "--condition", "class=5", "--out", Folder["s.png"]).ShouldRefuse("class '5'", "0, 1");
        Tool.Run("sample", runs.Conditional, "--condition", "colour=1", "--out", Folder["s.png"]).ShouldRefuse("colour=1", "class=all");
        Tool.Run("sample", runs.Denoising, "--condition", "class=1", "--out", Folder["s.png"]).ShouldRefuse("takes no condition", "conditional-vae");
        Tool.Run("sample", runs.Upscaling, "--condition", "class=1", "--out", Folder["s.png"]).ShouldRefuse("4 x 4");
        Tool.Run("train", runs.Unlabelled, "--recipe", "conditional-vae", "--out", Folder["run"]).ShouldRefuse("no labels");
        Tool.Run("train", runs.Unlabelled, "--label", "class", "--out", Folder["run"]).ShouldRefuse("no classes");
        Tool.Run("train", runs.Data, "--label", "z", "--out", Folder["run"]).ShouldRefuse("'z'");
    }

    [Fact]
    public void Walks_OfAConditionalRun_StayInAClass()
    {
        Tool.Run("traverse", runs.Conditional, "--condition", "class=1", "--out", Folder["t.png"]).Code.ShouldBe(0);
        Tool.Run("traverse", runs.Conditional, runs.Data, "--row", "2", "--out", Folder["t.png"]).Code.ShouldBe(0);
        Tool.Run("interpolate", runs.Conditional, runs.Data, "--out", Folder["i.png"]).Code.ShouldBe(0);
        Tool.Run("reconstruct", runs.Conditional, runs.Data, "--out", Folder["r.png"]).Code.ShouldBe(0);
    }

    [Fact]
    public void Train_WithALabelArray_IsOfTheConditionalRecipe()
    {
        Tool.Run(["train", runs.Data, "--label", "kind", "--out", Folder["run"], .. ConditionRuns.Small]).Code.ShouldBe(0);
        Tool.Run("info", Folder["run"], "--json").ShouldGiveJson("recipe").GetProperty("recipe").GetProperty("recipe").GetString().ShouldBe("conditional-vae");
        Tool.Run("sample", Folder["run"], "--out", Folder["k.npz"]).Code.ShouldBe(0);
        Labels("k.npz").Distinct().ShouldBe([0, 1, 2]);
        Tool.Run("evaluate", Folder["run"]).Code.ShouldBe(0);
        Tool.Run("evaluate", Folder["run"], runs.Data).Code.ShouldBe(0);
    }

    [Fact]
    public void Sample_AroundData_KeepsTheClasses()
    {
        JsonElement result = Tool.Run("sample", runs.Denoising, "--around", runs.Data, "--temperature", "0.5", "--count", "70", "--out", Folder["more"], "--json").ShouldGiveJson("labelled", "around");
        result.GetProperty("count").GetInt32().ShouldBe(70);
        Directory.GetFiles(Folder["more"], "*.png", SearchOption.AllDirectories).Length.ShouldBe(70);
        Directory.GetDirectories(Folder["more"]).Select(Path.GetFileName).Order().ShouldBe(["0", "1"]);
        Tool.Run(["train", Folder["more"], "--label", "class", "--out", Folder["run"], .. ConditionRuns.Small]).Code.ShouldBe(0);

        Tool.Run("sample", runs.Denoising, "--around", runs.Data, "--out", Folder["more.npz"]).Code.ShouldBe(0);
        Labels("more.npz").ShouldBe([.. Enumerable.Range(0, 60).Select(i => i % 2)]);
        Tool.Run("sample", runs.Denoising, "--around", runs.Data, "--out", Folder["more"]).ShouldRefuse("holds files already");
        Tool.Run("sample", runs.Conditional, "--around", runs.Data, "--condition", "class=1", "--out", Folder["x.npz"]).ShouldRefuse("--around");
    }

    [Fact]
    public void Denoise_OfCleanRows_MeasuresWhatGoes()
    {
        JsonElement result = Tool.Run("denoise", runs.Denoising, runs.Data, "--noise", "gaussian:0.3", "--out", Folder["d.png"], "--json").ShouldGiveJson("scores", "rows_measured");
        result.GetProperty("rows_measured").GetInt32().ShouldBe(60);
        JsonElement scores = result.GetProperty("scores");
        scores.GetProperty("noisy").GetProperty("psnr").GetDouble().ShouldBeInRange(10, 14);
        foreach (string way in new[] { "denoised", "median_3x3", "gaussian_blur" })
        {
            scores.GetProperty(way).GetProperty("psnr").GetDouble().ShouldBeInRange(1, 60);
        }
        Tool.Run("denoise", runs.Denoising, runs.Data, "--out", Folder["d.npy"]).Code.ShouldBe(0);
        float[] rows = NpyFile.ReadFloats(Folder["d.npy"], out Shape shape);
        shape.ShouldBe(Discs.Shape);
        rows.ShouldAllBe(v => v >= 0 && v <= 1);
        Tool.Run("denoise", runs.Denoising, runs.Data, "--out", Folder["cleaned"]).Code.ShouldBe(0);
        Directory.GetFiles(Folder["cleaned"]).Length.ShouldBe(60);
        Tool.Run("denoise", runs.Denoising, runs.Data, "--noise", "gausian:0.3", "--out", Folder["e.png"]).ShouldRefuse("gaussian");
        Tool.Run("denoise", runs.Denoising, runs.Data, "--noise", "masking:2", "--out", Folder["e.png"]).ShouldRefuse("0 to 1");
    }

    [Fact]
    public void Sample_OfAnUpscaler_GrowsSmallPicturesOfItsOwnRows()
    {
        Tool.Run("sample", runs.Upscaling, "--count", "5", "--out", Folder["s.npy"], "--json").ShouldGiveJson();
        float[] rows = NpyFile.ReadFloats(Folder["s.npy"], out Shape shape);
        shape.ShouldBe(new Shape(5, 8, 8));
        rows.AsSpan(0, 64).ToArray().ShouldNotBe(rows.AsSpan(64, 64).ToArray());
    }

    [Fact]
    public void Upscale_OfSmallPictures_GivesLargeOnes()
    {
        JsonElement result = Tool.Run("upscale", runs.Upscaling, runs.Data, "--reduce", "--out", Folder["u.png"], "--json").ShouldGiveJson("scores", "factor");
        JsonElement scores = result.GetProperty("scores");
        foreach (string way in new[] { "upscaled", "bicubic", "lanczos" })
        {
            scores.GetProperty(way).GetProperty("psnr").GetDouble().ShouldBeInRange(10, 60);
        }
        NpyFile.Write(Folder["small.npy"], [.. Enumerable.Range(0, 32).Select(i => i / 32f)], new Shape(2, 4, 4));
        Tool.Run("upscale", runs.Upscaling, Folder["small.npy"], "--out", Folder["large.npy"], "--samples", "2").Code.ShouldBe(0);
        NpyFile.ReadFloats(Folder["large.npy"], out Shape shape).ShouldAllBe(v => v >= 0 && v <= 1);
        shape.ShouldBe(new Shape(2, 8, 8));
        Tool.Run("upscale", runs.Upscaling, runs.Data, "--out", Folder["v.png"]).ShouldRefuse("--reduce");
        Tool.Run("upscale", runs.Upscaling, "--out", Folder["v.png"]).ShouldRefuse("--reduce");
        Tool.Run("upscale", runs.Denoising, runs.Data, "--out", Folder["v.png"]).ShouldRefuse("upscaling-vae");
    }

    private int[] Labels(string name)
    {
        using var archive = NpzFile.Open(Folder[name]);
        return archive.ReadLabels("y");
    }
}

/// <summary>Discs with classes, and a small model of each kind trained on them.</summary>
public sealed class ConditionRuns : IDisposable
{
    public static readonly string[] Small = ["--epochs", "2", "--batch", "20", "--quiet"];

    private readonly TemporaryFolder _folder = new();

    public ConditionRuns()
    {
        float[] rows = Discs.Rows();
        using (var archive = new NpzWriter(Data))
        {
            archive.Add("x", rows, Discs.Shape);
            archive.Add("y", [.. Enumerable.Range(0, 60).Select(i => i % 2)], new Shape(60));
            archive.Add("kind", [.. Enumerable.Range(0, 60).Select(i => i % 3)], new Shape(60));
            archive.Complete();
        }
        NpyFile.Write(Unlabelled, rows, Discs.Shape);
        Train("conditional-vae", Conditional);
        Train("denoising-vae", Denoising);
        Train("upscaling-vae", Upscaling);
    }

    public string Data => _folder["discs.npz"];

    public string Unlabelled => _folder["discs.npy"];

    public string Conditional => _folder["conditional"];

    public string Denoising => _folder["denoising"];

    public string Upscaling => _folder["upscaling"];

    public void Dispose() => _folder.Dispose();

    private void Train(string recipe, string run) => Tool.Run(["train", Data, "--recipe", recipe, "--out", run, "--json", .. Small]).ShouldGiveJson("report");
}
