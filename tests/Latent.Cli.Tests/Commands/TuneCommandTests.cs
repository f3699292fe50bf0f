using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

public sealed class TuneCommandTests(TinyRun tiny) : FolderTests, IClassFixture<TinyRun>
{
    private static readonly string[] s_small = ["--recipe", "vae", "--set", "model.hidden=[8]", "--set", "model.latent=3", "--set", "training.batch=32", "--epochs", "3", "--trials", "4"];

    [Fact]
    public void Tune_Json_HasTheLeaderboardAndWhereTheBestIs()
    {
        JsonElement document = Tune("out", "--json").ShouldGiveJson("out", "recipe", "data", "scored_by", "finished", "trials", "best_recipe", "best_run", "notes");
        document.GetProperty("trials").GetArrayLength().ShouldBe(4);
        document.GetProperty("trials")[0].GetProperty("rank").GetInt32().ShouldBe(1);
        string best = document.GetProperty("best_run").GetString()!;
        Tool.Run("evaluate", best, "--json").ShouldGiveJson("elbo");
        File.Exists(Path.Join(best, "report.html")).ShouldBeTrue();
        Tool.Run("train", tiny.Shapes, "--recipe", document.GetProperty("best_recipe").GetString()!, "--out", Folder["again"], "--json", "--quiet").ShouldGiveJson("elbo");
    }

    [Fact]
    public void Tune_People_ReadEveryJudgementAndATable()
    {
        Outcome outcome = Tune("out", "--range", "training.learning-rate=1e-4..1e-2");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("trial 1/4, 1 epochs: ");
        outcome.Output.ShouldContain("learning rate");
        outcome.Output.ShouldNotContain("model.latent");
        outcome.Output.ShouldContain("best.yaml is the best recipe");
        outcome.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Tune_Stopped_GoesOnToTheSameEnd()
    {
        Tune("whole").Code.ShouldBe(0);
        Outcome stopped = Tool.RunUntil("trial 2/4", ["tune", tiny.Shapes, .. s_small, "--out", Folder["stopped"]]);
        stopped.Code.ShouldBe(130, stopped.Error);
        stopped.Error.ShouldContain("--resume");
        Tune("stopped").ShouldRefuse("--resume");
        Tune("stopped", "--resume", "--trials", "5").ShouldFail("trials");
        Tune("stopped", "--resume").Code.ShouldBe(0);
        Scores("stopped").ShouldBe(Scores("whole"));
        File.ReadAllText(Folder["stopped/best.yaml"]).ShouldBe(File.ReadAllText(Folder["whole/best.yaml"]));
        Tune("stopped", "--resume").Output.ShouldContain("judgements are known already");
    }

    [Theory]
    [InlineData("--range", "model.latnt=2..4", "model.latent")]
    [InlineData("--range", "model.latent=4..2", "smaller")]
    [InlineData("--range", "training.epochs=4..8", "compete")]
    [InlineData("--validation", "0", "--validation")]
    [InlineData("--trials", "0", "--trials")]
    [InlineData("--recipe", "vea", "vae")]
    public void Tune_BadInput_IsRefused(string option, string value, string words)
    {
        Tune("out", option, value).ShouldRefuse(words);
        Directory.Exists(Folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public void Recipes_Named_ShowsItsRanges()
    {
        Outcome outcome = Tool.Run("recipes", "beta-vae");
        outcome.Output.ShouldContain("tune:");
        outcome.Output.ShouldContain("training.learning-rate:");
        string file = Folder["mine.yaml"];
        File.WriteAllText(file, outcome.Output);
        TinyRun.Train(tiny.Shapes, Folder["run"], "--recipe", file, "--epochs", "1").ShouldGiveJson("elbo");
    }

    private Outcome Tune(string folder, params string[] more)
    {
        string[] usual = [.. s_small.Chunk(2).Where(pair => pair[0] == "--set" || !more.Contains(pair[0])).SelectMany(pair => pair)];
        return Tool.Run(["tune", tiny.Shapes, .. usual, "--out", Folder[folder], .. more]);
    }

    private (int, double)[] Scores(string folder) =>
        [.. JsonDocument.Parse(File.ReadAllText(Folder[$"{folder}/leaderboard.json"])).RootElement.GetProperty("trials").EnumerateArray().Select(t => (t.GetProperty("trial").GetInt32(), t.GetProperty("score").GetDouble()))];
}
