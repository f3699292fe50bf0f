using System.Text.Json;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Tests.Commands;

/// <summary>Training on few labels, and telling classes.</summary>
public sealed class PredictCommandTests(SemiSupervisedRun run) : FolderTests, IClassFixture<SemiSupervisedRun>
{
    [Fact]
    public void Predict_OfLabelledRows_WritesProbabilitiesAndSaysTheError()
    {
        JsonElement result = Tool.Run("predict", run.Path, run.Data, "--out", Folder["p.npy"], "--json").ShouldGiveJson("error", "accuracy", "labelled", "classes");
        float[] probabilities = NpyFile.ReadFloats(Folder["p.npy"], out Shape shape);
        shape.ShouldBe(new Shape(60, 2));
        int wrong = 0;
        for (int i = 0; i < 60; i++)
        {
            (probabilities[2 * i] + probabilities[(2 * i) + 1]).ShouldBe(1, 1e-5f);
            wrong += (probabilities[(2 * i) + 1] > probabilities[2 * i] ? 1 : 0) == i % 2 ? 0 : 1;
        }
        result.GetProperty("error").GetDouble().ShouldBe(wrong / 60.0, 1e-9);
        result.GetProperty("classes").EnumerateObject().Sum(c => c.Value.GetInt32()).ShouldBe(60);
        Tool.Run("evaluate", run.Path, run.Data, "--json").ShouldGiveJson("error").GetProperty("error").GetDouble().ShouldBe(wrong / 60.0, 1e-9);
        string[] lines = Lines(run.Data);
        lines[0].ShouldBe("row,class,p(0),p(1)");
        lines.Length.ShouldBe(61);
        lines[7].Split(',')[0].ShouldBe("6");
    }

    [Fact]
    public void Predict_OfRowsWithoutLabels_SaysNoError()
    {
        Lines(run.Unlabelled).Length.ShouldBe(61);
        JsonElement result = Tool.Run("predict", run.Path, run.Unlabelled, "--out", Folder["p.csv"], "--json").ShouldGiveJson("error");
        result.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        result.GetProperty("labelled").GetInt32().ShouldBe(0);
        Tool.Run("evaluate", run.Path, run.Unlabelled).Code.ShouldBe(0);
        Tool.Run("reconstruct", run.Path, run.Unlabelled, "--out", Folder["r.png"]).Code.ShouldBe(0);
        Tool.Run("sample", run.Path, "--condition", "class=1", "--count", "3", "--out", Folder["s.npy"]).Code.ShouldBe(0);
    }

    [Fact]
    public void Train_WithFewLabels_IsOfTheSemiSupervisedRecipe()
    {
        JsonElement recipe = Tool.Run("info", run.Path, "--json").ShouldGiveJson("recipe").GetProperty("recipe");
        recipe.GetProperty("recipe").GetString().ShouldBe("semi-supervised");
        recipe.GetProperty("data").GetProperty("labels").GetInt32().ShouldBe(10);
    }

    [Fact]
    public void Labels_ThatMakeNoSense_AreRefused()
    {
        Tool.Run("train", run.Data, "--labels", "61", "--batch", "20", "--validation", "0", "--out", Folder["run"]).ShouldRefuse("ask for at most 60");
        Tool.Run("train", run.Data, "--labels", "10", "--recipe", "vae", "--batch", "20", "--out", Folder["run"]).ShouldRefuse("take the recipe semi-supervised");
        Tool.Run("train", run.Unlabelled, "--labels", "10", "--out", Folder["run"]).ShouldRefuse("no labels");
        Tool.Run("predict", run.Path, run.Data, "--out", Folder["p.png"]).ShouldRefuse(".csv", ".npy");
    }

    [Fact]
    public void Predict_OfANumber_WritesItWithItsDeviationAndSaysHowFarOffItIs()
    {
        Tool.Run("train", run.Data, "--target", "height", "--labels", "20", "--out", Folder["run"], "--epochs", "2", "--batch", "20", "--validation", "0", "--quiet", "--json").ShouldGiveJson("report");
        JsonElement result = Tool.Run("predict", Folder["run"], run.Data, "--out", Folder["p.npy"], "--json").ShouldGiveJson("mean_absolute_error", "root_mean_square_error", "r_squared", "coverage_90");
        float[] told = NpyFile.ReadFloats(Folder["p.npy"], out Shape shape);
        shape.ShouldBe(new Shape(60, 2));
        double[] errors = [.. Enumerable.Range(0, 60).Where(i => i != 7).Select(i => Math.Abs(SemiSupervisedRun.Height(i) - told[2 * i]))];
        result.GetProperty("labelled").GetInt32().ShouldBe(59);
        result.GetProperty("mean_absolute_error").GetDouble().ShouldBe(errors.Average(), 1e-4);
        result.GetProperty("root_mean_square_error").GetDouble().ShouldBe(Math.Sqrt(errors.Average(e => e * e)), 1e-4);
        told.Where((_, i) => i % 2 == 0).Average().ShouldBeInRange(90, 130);
        told.Where((_, i) => i % 2 == 1).ShouldAllBe(deviation => deviation > 0);

        Tool.Run("predict", Folder["run"], run.Unlabelled, "--out", Folder["p.csv"], "--json").ShouldGiveJson("root_mean_square_error").GetProperty("root_mean_square_error").ValueKind.ShouldBe(JsonValueKind.Null);
        string[] lines = File.ReadAllLines(Folder["p.csv"]);
        lines[0].ShouldBe("row,height,deviation");
        float.Parse(lines[3].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(told[4]);
        Tool.Run("sample", Folder["run"], "--condition", "height=100,120", "--count", "4", "--out", Folder["s.npy"]).Code.ShouldBe(0);
        Tool.Run("sample", Folder["run"], "--condition", "class=1", "--count", "4", "--out", Folder["s.npy"]).ShouldRefuse("write height=NUMBER");
        Tool.Run("traverse", Folder["run"], "--condition", "height=100", "--out", Folder["t.png"]).Code.ShouldBe(0);
        Tool.Run("evaluate", Folder["run"], run.Unlabelled).Code.ShouldBe(0);
    }

    [Fact]
    public void Target_ThatTheDataLack_IsRefused()
    {
        Tool.Run("train", run.Data, "--target", "width", "--out", Folder["run"]).ShouldRefuse("no such number", "width");
        Tool.Run("train", "shapes", "--target", "scal", "--out", Folder["run"]).ShouldRefuse("did you mean 'scale'", "rotation");
        Tool.Run("train", run.Data, "--target", "height", "--recipe", "vae", "--batch", "20", "--out", Folder["run"]).ShouldRefuse("tells none");
        Tool.Run("train", run.Data, "--target", "height", "--labels", "60", "--batch", "20", "--validation", "0", "--out", Folder["run"]).ShouldRefuse("ask for at most 59");
    }

    private string[] Lines(string data)
    {
        Tool.Run("predict", run.Path, data, "--out", Folder["p.csv"]).Code.ShouldBe(0);
        return File.ReadAllLines(Folder["p.csv"]);
    }
}

/// <summary>Discs on two sides, and a small model that was told ten of the sides.</summary>
public sealed class SemiSupervisedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SemiSupervisedRun()
    {
        float[] rows = Discs.Rows();
        using (var archive = new NpzWriter(Data))
        {
            archive.Add("x", rows, Discs.Shape);
            archive.Add("y", [.. Enumerable.Range(0, 60).Select(i => i % 2)], new Shape(60));
            archive.Add("height", [.. Enumerable.Range(0, 60).Select(i => i == 7 ? float.NaN : Height(i))], new Shape(60));
            archive.Complete();
        }
        NpyFile.Write(Unlabelled, rows, Discs.Shape);
        Tool.Run("train", Data, "--labels", "10", "--out", Path, "--epochs", "2", "--batch", "20", "--validation", "0", "--quiet", "--json").ShouldGiveJson("report");
    }

    /// <summary>How far down a disc is, far from zero.</summary>
    public static float Height(int row) => 100 + (5 * (row % 5));

    public string Data => _folder["discs.npz"];

    public string Unlabelled => _folder["discs.npy"];

    public string Path => _folder["run"];

    public void Dispose() => _folder.Dispose();
}
