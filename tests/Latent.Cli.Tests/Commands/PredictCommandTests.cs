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
        float[] rows = new float[60 * 64];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i / 64, x = i % 8, y = i / 8 % 8;
            double distance = Math.Sqrt(Math.Pow(x - (row % 2 == 0 ? 2 : 5), 2) + Math.Pow(y - 1 - (row % 5), 2));
            rows[i] = (float)Math.Clamp(2.5 - distance, 0, 1);
        }
        using (var archive = new NpzWriter(Data))
        {
            archive.Add("x", rows, new Shape(60, 8, 8));
            archive.Add("y", [.. Enumerable.Range(0, 60).Select(i => i % 2)], new Shape(60));
            archive.Complete();
        }
        NpyFile.Write(Unlabelled, rows, new Shape(60, 8, 8));
        Tool.Run("train", Data, "--labels", "10", "--out", Path, "--epochs", "2", "--batch", "20", "--validation", "0", "--quiet", "--json").ShouldGiveJson("report");
    }

    public string Data => _folder["discs.npz"];

    public string Unlabelled => _folder["discs.npy"];

    public string Path => _folder["run"];

    public void Dispose() => _folder.Dispose();
}
