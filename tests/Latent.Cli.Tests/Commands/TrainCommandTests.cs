using System.Text.Json;
using Latent.Data;

namespace Latent.Cli.Tests.Commands;

public sealed class TrainCommandTests(TinyRun tiny) : FolderTests, IClassFixture<TinyRun>
{
    [Fact]
    public void Train_Quick_TakesFewRowsAndEpochsUnlessTold()
    {
        TinyRun.Train(tiny.Shapes, Folder["short"], "--quick").ShouldGiveJson("epochs").GetProperty("epochs").GetInt32().ShouldBe(5);
        JsonElement large = TinyRun.Train("shapes", Folder["large"], "--quick", "--epochs", "1").ShouldGiveJson("rows", "epochs");
        large.GetProperty("rows").GetInt32().ShouldBe(10_000);
        large.GetProperty("epochs").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData(30, 600)]
    [InlineData(2048, 300)]
    [InlineData(10_000, 61)]
    [InlineData(1_000_000, 60)]
    public void Quick_OfARecipeThatCountsSteps_TakesFewerOfWideRows(int rowLength, int steps) =>
        Recipe.Named("table-vae").Quick(rowLength).ToYaml().ShouldContain($"steps: {steps}");

    [Fact]
    public void Train_Json_HasThePromisedKeys()
    {
        JsonElement result = TinyRun.Train(tiny.Shapes, Folder["run"], "--epochs", "1").ShouldGiveJson(
            "run", "recipe", "epochs", "steps", "seconds", "rows", "parameters", "elbo", "reconstruction", "kl", "active_units", "latent", "validation_elbo", "skipped", "stopped_early", "model_sha256");
        result.GetProperty("recipe").GetString().ShouldBe("vae");
        result.GetProperty("rows").GetInt32().ShouldBe(108);
        result.GetProperty("steps").GetInt32().ShouldBe(4);
        result.GetProperty("latent").GetInt32().ShouldBe(4);
        result.GetProperty("elbo").GetDouble().ShouldBe(result.GetProperty("reconstruction").GetDouble() - result.GetProperty("kl").GetDouble(), 1e-3);
        result.TryGetProperty("test_elbo", out _).ShouldBeFalse();
    }

    [Fact]
    public void Train_Done_LeavesAWholeRun()
    {
        string[] files = [.. Directory.GetFiles(tiny.Run).Select(f => Path.GetFileName(f)).Order()];
        files.ShouldBe(["checkpoint.safetensors", "metrics.jsonl", "model.safetensors", "recipe.yaml", "report.html", "run.json", "samples.png"]);
        File.ReadAllLines(Path.Join(tiny.Run, "metrics.jsonl")).Length.ShouldBe(2);
        File.ReadAllText(Path.Join(tiny.Run, "report.html")).ShouldContain("Reconstructions");
        File.ReadAllText(Path.Join(tiny.Run, "recipe.yaml")).ShouldContain("hidden: [16]");
    }

    [Fact]
    public void Train_NamedSet_IsMeasuredOnItsTestRows()
    {
        JsonElement result = TinyRun.Train("shapes", Folder["run"], "--epochs", "1", "--limit", "64").ShouldGiveJson("test_elbo");
        result.GetProperty("rows").GetInt32().ShouldBe(64);
        result.GetProperty("evaluated_on").GetString().ShouldBe("test");
        result.TryGetProperty("validation_elbo", out _).ShouldBeFalse();
    }

    public static TheoryData<string> NotOfPictures => [.. Recipes.All.Where(recipe => recipe.Form is { } form && !recipe.Kinds.Contains(DataKind.Image) && form != DataKind.Volume).Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(NotOfPictures))]
    public void Train_ShapesByRecipesOfOtherData_TakesTheFormThatTheyLearnFrom(string recipe)
    {
        string run = Folder["run"];
        TinyRun.Train("shapes", run, "--recipe", recipe, "--limit", "40", "--epochs", "1", "--no-detector").ShouldGiveJson("elbo");
        Tool.Run("evaluate", run, "--limit", "20", "--json", "--quiet").ShouldGiveJson("elbo");
        Tool.Run("evaluate", run, "shapes", "--limit", "20", "--json", "--quiet").ShouldGiveJson("elbo");
        string extension = Recipes.Find(recipe) switch { { OnlyTables: true } => "csv", { OnlyCounts: true } => "npy", _ => "png" };
        Tool.Run("sample", run, "--count", "3", "--out", Folder[$"new.{extension}"], "--json", "--quiet").ShouldGiveJson();
    }

    [Fact]
    public void Train_CountsInATextTable_AreReadAsPlainNumbers()
    {
        string table = Folder["counts.csv"];
        File.WriteAllLines(table, ["cell,a,b,c", .. Enumerable.Range(0, 60).Select(i => $"{(i % 2 == 0 ? "T" : "B")},{i % 3},{i % 7},{20 * (i % 2)}")]);
        TinyRun.Train(table, Folder["run"], "--recipe", "count-vae", "--epochs", "1", "--ignore", "cell").ShouldGiveJson("elbo");
        double elbo = Tool.Run("evaluate", Folder["run"], table, "--json", "--quiet").ShouldGiveJson("elbo").GetProperty("elbo").GetDouble();
        Tool.Run("evaluate", Folder["run"], "--json", "--quiet").ShouldGiveJson("elbo");

        // Columns are told by their names, wherever they stand.
        string turned = Folder["turned.csv"];
        File.WriteAllLines(turned, File.ReadLines(table).Select(line => string.Join(',', line.Split(',').Reverse())));
        Tool.Run("evaluate", Folder["run"], turned, "--json", "--quiet").ShouldGiveJson("elbo").GetProperty("elbo").GetDouble().ShouldBe(elbo);
        TinyRun.Train(table, Folder["other"], "--recipe", "count-vae", "--epochs", "1").ShouldFail("counts.csv, line 2", "'T' in the column 'cell' is no number", "--ignore cell");
        TinyRun.Train(table, Folder["other"], "--recipe", "vae", "--epochs", "1", "--set", "model.likelihood=poisson").ShouldFail("Poisson takes plain rows of numbers", "count-vae");
    }

    [Fact]
    public void Train_People_ReadLinesAndASummary()
    {
        Outcome outcome = Tool.Run(["train", tiny.Shapes, "--out", Folder["run"], .. TinyRun.Small, "--epochs", "2"]);
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldBeEmpty();
        outcome.Output.ShouldContain("epoch 2/2");
        outcome.Output.ShouldContain("report.html");
        outcome.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Train_JsonWithoutQuiet_PutsPeoplesTextOnTheErrorStream()
    {
        Outcome outcome = Tool.Run(["train", tiny.Shapes, "--out", Folder["run"], .. TinyRun.Small, "--epochs", "1", "--json"]);
        outcome.ShouldGiveJson("elbo");
        outcome.Error.ShouldContain("epoch 1/1");
    }

    [Fact]
    public void Train_OtherThreadsAndFolder_GivesTheSameModel()
    {
        string first = TinyRun.Train(tiny.Shapes, Folder["a"], "--epochs", "1", "--threads", "1").ShouldGiveJson().GetProperty("model_sha256").GetString()!;
        string second = TinyRun.Train(tiny.Shapes, Folder["b"], "--epochs", "1", "--threads", "3").ShouldGiveJson().GetProperty("model_sha256").GetString()!;
        string third = TinyRun.Train(tiny.Shapes, Folder["c"], "--epochs", "1", "--seed", "1").ShouldGiveJson().GetProperty("model_sha256").GetString()!;
        second.ShouldBe(first);
        third.ShouldNotBe(first);
    }

    [Fact]
    public void Train_Cancelled_LeavesACheckpointThatEndsInTheSameModel()
    {
        string[] command = ["train", tiny.Shapes, "--out", Folder["run"], .. TinyRun.Small, "--epochs", "3"];
        Outcome stopped = Tool.RunUntil("epoch 1/3", command);
        stopped.Code.ShouldBe(130);
        stopped.ErrorLines.Length.ShouldBe(1);
        stopped.Error.ShouldContain("--resume");
        File.Exists(Folder["run/checkpoint.safetensors"]).ShouldBeTrue();
        File.Exists(Folder["run/model.safetensors"]).ShouldBeFalse();

        Tool.Run(command).ShouldRefuse("--resume");
        Tool.Run("sample", Folder["run"], "--out", Folder["s.png"]).ShouldRefuse("--resume");
        JsonElement resumed = Tool.Run([.. command, "--resume", "--json", "--quiet"]).ShouldGiveJson();
        JsonElement whole = TinyRun.Train(tiny.Shapes, Folder["whole"], "--epochs", "3").ShouldGiveJson();
        resumed.GetProperty("model_sha256").GetString().ShouldBe(whole.GetProperty("model_sha256").GetString());
        resumed.GetProperty("steps").GetInt32().ShouldBe(whole.GetProperty("steps").GetInt32());
        File.ReadAllLines(Folder["run/metrics.jsonl"]).Length.ShouldBe(3);
    }

    [Fact]
    public void Train_ResumeOfAFinishedRun_ChangesNothing()
    {
        DateTime written = File.GetLastWriteTimeUtc(tiny.Model);
        TinyRun.Train(tiny.Shapes, tiny.Run, "--epochs", "2", "--resume").ShouldGiveJson("model_sha256");
        File.GetLastWriteTimeUtc(tiny.Model).ShouldBe(written);
    }

    [Fact]
    public void Train_ResumeWithoutARun_BeginsOne() =>
        TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "1", "--resume").ShouldGiveJson("model_sha256");

    [Fact]
    public void Train_Overwrite_ReplacesAnotherRun()
    {
        TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "1").ShouldGiveJson();
        TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "2", "--overwrite").ShouldGiveJson().GetProperty("epochs").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Train_RecipeFile_IsUsed()
    {
        File.WriteAllText(Folder["mine.yaml"], "recipe: beta-vae\nmodel:\n  bound: { beta: 2 }\n  activation: tanh\n");
        TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "1", "--recipe", Folder["mine.yaml"]).ShouldGiveJson().GetProperty("recipe").GetString().ShouldBe("beta-vae");
        File.ReadAllText(Folder["run/recipe.yaml"]).ShouldContain("activation: tanh");
    }

    [Fact]
    public void Train_TimeLimit_EndsEarlyWithAModel()
    {
        JsonElement result = TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "100000", "--time", "0.2s").ShouldGiveJson();
        result.GetProperty("epochs").GetInt32().ShouldBeLessThan(100000);
        result.GetProperty("out_of_time").GetBoolean().ShouldBeTrue();
        long steps = result.GetProperty("steps").GetInt64();
        File.Exists(Folder["run/model.safetensors"]).ShouldBeTrue();
        JsonElement further = TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "100000", "--time", "0.2s", "--resume").ShouldGiveJson();
        further.GetProperty("steps").GetInt64().ShouldBeGreaterThan(steps);
    }

    [Theory]
    [InlineData("vae")]
    [InlineData("beta-vae")]
    [InlineData("iwae")]
    [InlineData("ae")]
    [InlineData("dae")]
    public void Train_EveryRecipe_GivesAReport(string recipe)
    {
        TinyRun.Train(tiny.Shapes, Folder[recipe], "--epochs", "1", "--recipe", recipe).ShouldGiveJson("elbo");
        File.Exists(Folder[recipe + "/report.html"]).ShouldBeTrue();
    }

    [Fact]
    public void Train_PlainAutoencoder_SaysThatItsSamplesMeanLittle()
    {
        JsonElement result = TinyRun.Train(tiny.Table, Folder["run"], "--epochs", "1", "--recipe", "ae").ShouldGiveJson();
        result.GetProperty("advice")[0].GetString()!.ShouldContain("plain autoencoder");
    }
}
