using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Files;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;
using Latent.Training;
using Latent.Tuning;

namespace Latent.Tests.Tuning;

[Collection(nameof(Alone))]
public sealed class TunerTests : FolderTests
{
    private const int Epochs = 4;

    private static readonly DataSet s_train = SmallData.Images(64), s_validation = SmallData.Images(32, seed: 7);
    private static readonly string[] s_ranges = ["training.learning-rate=1e-4..1e-1", "model.latent=2..6", "training.batch=16,32"];

    [Fact]
    public void Run_ToTheEnd_LeavesTheLeaderboardTheBestRecipeAndTheBestRun()
    {
        Leaderboard board = Tune("a");
        board.IsFinished.ShouldBeTrue();
        board.ScoredBy.ShouldBe("validation elbo");
        board.Trials.Count.ShouldBe(6);
        board.Trials.Select(t => t.Score!.Value).ShouldBeInOrder(SortDirection.Descending);
        board.Trials.ShouldAllBe(t => t.Status == TrialStatus.Finished || t.Status == TrialStatus.Dropped);
        board.Trials.Single(t => t.Number == 1).Settings.ToJsonString().ShouldBe("""{"training.learning-rate":0.001,"model.latent":4,"training.batch":16}""", "the recipe as it stands");
        Files("a").ShouldBe(["best.yaml", "best/checkpoint.safetensors", "best/metrics.jsonl", "best/model.safetensors", "best/recipe.yaml", "best/run.json", "leaderboard.json", "trials.jsonl", "tune.json"]);
        JsonObject written = (JsonObject)JsonNode.Parse(File.ReadAllText(Folder["a/leaderboard.json"]))!;
        written["trials"]![0]!["score"]!.GetValue<double>().ShouldBe(board.Best!.Score!.Value);
        MetricsFile.Load(Folder["a/best/metrics.jsonl"]).Max(e => e.ValidationElbo).ShouldBe(board.Best.Score);
    }

    [Fact]
    public void Run_ItsBestRun_IsBitForBitTheTrainingOfTheBestRecipe()
    {
        Trial best = Tune("a").Best!;
        best.Status.ShouldBe(TrialStatus.Finished);
        var model = new TrainedModel(Recipe.Open(Folder["a/best.yaml"]).Compose(DataSchema.Of(s_train), s_train.Rows));
        TrainingRun.Begin(new RunDirectory(Folder["again"]), model, Record with { Identity = RunRecord.IdentityOf(model, s_train.Rows) }, RunStart.Fresh)
            .Fit(s_train.Rows, s_validation.Rows, cancellation: TestContext.Current.CancellationToken);
        File.ReadAllBytes(Folder["a/best/model.safetensors"]).ShouldBe(File.ReadAllBytes(Folder["again/model.safetensors"]));
    }

    [Fact]
    public void Run_AnyNumberOfThreads_SameLeaderboard()
    {
        Backend before = Backend.Default;
        try
        {
            string[] boards = [.. new[] { 1, 3 }.Select(threads =>
            {
                Backend.Default = Backend.CreateCpu(threads);
                Tune($"threads-{threads}");
                return State($"threads-{threads}");
            })];
            boards[1].ShouldBe(boards[0]);
        }
        finally
        {
            Backend.Default = before;
        }
    }

    [Fact]
    public void Run_KilledAgainAndAgain_EndsAsIfItHadNotBeen()
    {
        Tune("whole");
        int kills = 0;
        Leaderboard? board = null;
        while (board is null)
        {
            using var source = new CancellationTokenSource();
            int reports = 0;
            try
            {
                // Now in the middle of a trial, now right after one.
                board = Begin("killed", RunStart.Resume).Run(
                    p =>
                    {
                        if (++reports == 7)
                        {
                            source.Cancel();
                        }
                    },
                    source.Token);
            }
            catch (OperationCanceledException)
            {
                kills++;
            }
        }
        kills.ShouldBeGreaterThan(3);
        State("killed").ShouldBe(State("whole"));
        Files("killed").ShouldBe(Files("whole"));
        File.ReadAllBytes(Folder["killed/best/model.safetensors"]).ShouldBe(File.ReadAllBytes(Folder["whole/best/model.safetensors"]));
    }

    [Fact]
    public void Run_WhenTheTimeIsOver_StopsWithWhatThereIsAndGoesOnLater()
    {
        Tune("whole");
        var clock = new StoppedClock();
        int judged = 0;
        Leaderboard board = Begin("timed", RunStart.Fresh, new TuningOptions { Trials = 6, Clock = clock, TimeLimit = TimeSpan.FromSeconds(10) }).Run(
            p =>
            {
                if (p.Training is null && ++judged == 4)
                {
                    clock.Now += TimeSpan.FromSeconds(11);
                }
            },
            TestContext.Current.CancellationToken);
        board.IsFinished.ShouldBeFalse();
        board.Trials.Count.ShouldBe(4);
        File.Exists(Folder["timed/best/model.safetensors"]).ShouldBeTrue();
        Begin("timed", RunStart.Resume).Run(cancellation: TestContext.Current.CancellationToken).IsFinished.ShouldBeTrue();
        State("timed").ShouldBe(State("whole"));
    }

    [Fact]
    public void Run_FinishedAlready_SaysTheSameWithoutTraining()
    {
        Tune("a");
        string before = State("a");
        Begin("a", RunStart.Resume).Run(p => p.Training.ShouldBeNull(), TestContext.Current.CancellationToken).IsFinished.ShouldBeTrue();
        State("a").ShouldBe(before);
    }

    [Fact]
    public void Run_TrialsThatCannotBeTrained_AreRecordedAsFailed()
    {
        Leaderboard board = Tune("a", "training.batch=16,32", "training.learning-rate={from: 0.001, to: 999, scale: linear}");
        board.Best!.Number.ShouldBe(1);
        Trial[] failed = [.. board.Trials.Where(t => t.Status == TrialStatus.Failed)];
        failed.ShouldNotBeEmpty();
        failed.ShouldAllBe(t => t.Failure!.Length > 0);
        File.ReadAllText(Folder["a/leaderboard.json"]).ShouldContain("\"failed\"");
    }

    [Fact]
    public void Run_AModelWithoutADensity_IsJudgedByItsReconstruction() =>
        Begin("a", RunStart.Fresh, recipe: "ae").Run(cancellation: TestContext.Current.CancellationToken).ScoredBy.ShouldBe("validation reconstruction");

    [Fact]
    public void Begin_OtherOptionsOrNoResume_IsRefusedByName()
    {
        Begin("a", RunStart.Fresh);
        Should.Throw<InputException>(() => Begin("a", RunStart.Fresh)).Message.ShouldContain("--resume");
        Should.Throw<InputException>(() => Begin("a", RunStart.Resume, new TuningOptions { Trials = 7 })).Message.ShouldContain("trials is 6 there and 7 here");
        Should.Throw<InputException>(() => Begin("a", RunStart.Resume, ranges: ["model.latent=2..6"])).Message.ShouldContain("tune.");
        Should.Throw<InputException>(() => Begin("a", RunStart.Resume, recipe: "ae")).Message.ShouldContain("recipe");
        Begin("a", RunStart.Overwrite, new TuningOptions { Trials = 7, Clock = new StoppedClock() }).Known.ShouldBe(0);
    }

    [Fact]
    public void Begin_AFolderWithARun_IsRefused()
    {
        Directory.CreateDirectory(Folder["run"]);
        File.WriteAllText(Folder["run/model.safetensors"], "");
        Should.Throw<InputException>(() => Begin("run", RunStart.Resume)).Message.ShouldContain("holds a run");
    }

    [Fact]
    public void Begin_DamagedScores_AreToldByTheirLine()
    {
        Tune("a");
        File.AppendAllText(Folder["a/trials.jsonl"], "{]\n");
        Should.Throw<InputException>(() => Begin("a", RunStart.Resume)).Message.ShouldContain("is damaged: line");
    }

    private static RunRecord Record => new() { Command = "latent tune", Data = "discs", Identity = "" };

    private Leaderboard Tune(string folder, params string[] ranges) =>
        Begin(folder, RunStart.Fresh, ranges: ranges.Length > 0 ? ranges : null).Run(cancellation: TestContext.Current.CancellationToken);

    private Tuner Begin(string folder, RunStart start, TuningOptions? options = null, string recipe = "vae", string[]? ranges = null)
    {
        Recipe small = Recipe.Named(recipe).With("model.hidden", "[16]").With("model.latent", 4).With("training.batch", 16).With("training.epochs", Epochs);
        var schema = DataSchema.Of(s_train);
        SearchSpace space = new SearchSpace((ranges ?? s_ranges).Select(SearchRange.Parse)).For(small, small.Compose(schema, s_train.Rows));
        return Tuner.Begin(new TuningDirectory(Folder[folder]), small, space, schema, s_train.Rows, s_validation.Rows, Record, start, options ?? new TuningOptions { Trials = 6, Clock = new StoppedClock() });
    }

    private string State(string folder) => File.ReadAllText(Folder[$"{folder}/leaderboard.json"]) + File.ReadAllText(Folder[$"{folder}/trials.jsonl"]) + File.ReadAllText(Folder[$"{folder}/best.yaml"]);

    private string[] Files(string folder) =>
        [.. Directory.GetFiles(Folder[folder], "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder[folder], f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
