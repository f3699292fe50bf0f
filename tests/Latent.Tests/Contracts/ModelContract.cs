using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Tests.Contracts;

/// <summary>What every recipe that has a name must hold to; none is named here.</summary>
[Collection(nameof(Alone))]
public class ModelContract
{
    public static TheoryData<string> Names => [.. Recipes.All.Select(r => r.Name)];

    public static TheoryData<string, string> NamesWithOptimizers =>
        [.. from recipe in Recipes.All from optimizer in new[] { "adam", "adamw", "sgd" } select (recipe.Name, optimizer)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_ImprovesTheObjective(string recipe)
    {
        foreach (DataSet data in SmallData.For(recipe))
        {
            ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "5"), ("training.batch", "20"), ("training.learning-rate", "0.005"));
            double before = Objective(composed, data);
            TrainingState state = Train(composed, data);
            Objective(composed, data).ShouldBeGreaterThan(before + 0.2, data.Name);
            state.History.Count.ShouldBe(5);
            state.Step.ShouldBe(50);
            state.Skipped.ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryParameter_GetsAGradient(string recipe)
    {
        DataSet data = SmallData.For(recipe).First();
        ComposedModel composed = SmallData.Compose(recipe, data);
        LatentModel model = composed.Model;
        HashSet<Tensor> learned = [];
        var tape = new Tape(model.Parameters[0].Backend);
        using (tape.Begin())
        {
            Pass pass = Pass(composed, data, new Phase(new Rng(4)));
            foreach (Player player in model.Players)
            {
                tape.Backward(player.Loss(pass, new StepContext(0, 1, 10, data.Count, new Rng(5))), player.Parameters);
                learned.UnionWith(player.Parameters);
            }
        }
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            learned.ShouldContain(model.Parameters[i]);
            float[] gradient = model.Parameters[i].Gradient!.ToArray();
            gradient.ShouldAllBe(g => float.IsFinite(g), model.Parameters.Names[i]);
            gradient.ShouldContain(g => g != 0, model.Parameters.Names[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_OnAnyNumberOfThreads_GivesTheSameBits(string recipe)
    {
        Backend held = Backend.Default;
        try
        {
            string[] hashes = [.. new[] { 1, 2, 3, 1 }.Select(threads =>
            {
                Backend.Default = Backend.CreateCpu(threads);
                DataSet data = SmallData.For(recipe).First();
                ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "2"), ("training.seed", "11"));
                Train(composed, data);
                return Hash(composed.Model.Parameters);
            })];
            hashes.Distinct().Count().ShouldBe(1);
        }
        finally
        {
            Backend.Default = held;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_FromAnotherSeed_GivesOtherBits(string recipe)
    {
        DataSet data = SmallData.SmallestFor(recipe);
        string HashOf(string seed)
        {
            ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "1"), ("training.seed", seed));
            Train(composed, data);
            return Hash(composed.Model.Parameters);
        }
        HashOf("1").ShouldNotBe(HashOf("2"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_SavedAndLoaded_IsTheSameToTheBit(string recipe)
    {
        foreach (DataSet data in SmallData.For(recipe))
        {
            using var folder = new TemporaryFolder();
            ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "1"));
            Train(composed, data);
            var saved = new TrainedModel(composed);
            saved.Save(folder["a"]);
            var loaded = TrainedModel.Load(folder["a"]);
            loaded.Save(folder["b"]);
            saved.Save(folder["c"]);

            Hash(loaded.Model.Parameters).ShouldBe(Hash(composed.Model.Parameters));
            loaded.Identity.ShouldBe(saved.Identity);
            loaded.Schema.ShouldBe(saved.Schema);
            File.ReadAllBytes(folder["b"]).ShouldBe(File.ReadAllBytes(folder["a"]));
            File.ReadAllBytes(folder["c"]).ShouldBe(File.ReadAllBytes(folder["a"]));
            Evaluate(loaded.Composed, data).Elbo.ShouldBe(Evaluate(composed, data).Elbo);
            loaded.Model.Sample(3, new Rng(8), condition: Conditions(loaded, data, 3)).ToArray().ShouldBe(composed.Model.Sample(3, new Rng(8), condition: Conditions(saved, data, 3)).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithOptimizers))]
    public void Training_InterruptedAndResumed_EndsAsIfItHadNotBeen(string recipe, string optimizer)
    {
        DataSet data = SmallData.SmallestFor(recipe, 100), validation = SmallData.SmallestFor(recipe, 40, seed: 2);
        ComposedModel Fresh() => SmallData.Compose(
            recipe, data, ("training.optimizer", optimizer), ("training.epochs", "6"), ("training.batch", "30"), ("training.patience", "3"),
            ("training.decay", "{ kind: plateau, patience: 1 }"), ("training.learning-rate", optimizer == "sgd" ? "0.003" : "0.02"), ("training.clip", "5"));

        ComposedModel whole = Fresh();
        TrainingState expected = Train(whole, data, validation);

        // Four steps make an epoch: in its middle, at its last step, while its end is being evaluated, and in its middle again.
        using var folder = new TemporaryFolder();
        ComposedModel last = whole;
        TrainingState? state = null;
        foreach (int? stop in new int?[] { 2, 7, 12, 14, null })
        {
            last = Fresh();
            state = Continue(last, data, validation, folder["checkpoint"], stop) ?? state;
        }
        Hash(last.Model.Parameters).ShouldBe(Hash(whole.Model.Parameters));
        state!.History.ShouldBe(expected.History);
        (state.Step, state.Epoch, state.StoppedEarly, state.BestElbo).ShouldBe((expected.Step, expected.Epoch, expected.StoppedEarly, expected.BestElbo));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluation_LeavesTheWeightsAlone(string recipe)
    {
        DataSet data = SmallData.For(recipe).First();
        ComposedModel composed = SmallData.Compose(recipe, data);
        string before = Hash(composed.Model.Parameters);
        EvaluationResult first = Evaluate(composed, data, importanceSamples: composed.Model.HasDensity ? 10 : 0);
        Hash(composed.Model.Parameters).ShouldBe(before);
        composed.Model.Parameters.ShouldAllBe(p => p.Gradient == null);
        Evaluate(composed, data, importanceSamples: composed.Model.HasDensity ? 10 : 0).Elbo.ShouldBe(first.Elbo);
        first.Elbo.ShouldBe(first.Reconstruction - first.Kl, 1e-9);
        first.KlPerDimension.Sum().ShouldBe((float)first.Kl, 1e-3f * (1 + (float)first.Kl));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_HaveTheShapeOfRowsAndAreFinite(string recipe)
    {
        foreach (DataSet data in SmallData.For(recipe))
        {
            ComposedModel composed = SmallData.Compose(recipe, data);
            LatentModel model = composed.Model;
            Tensor? conditions = Conditions(new TrainedModel(composed), data, 5);
            Tensor samples = model.Sample(5, new Rng(1), temperature: 0.8f, conditions);
            samples.Shape.ShouldBe(data.RowShape.Prepend(5));
            samples.ToArray().ShouldAllBe(v => float.IsFinite(v));
            samples.ToArray().ShouldBe(model.Sample(5, new Rng(1), temperature: 0.8f, conditions).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_InSteadyState_AllocatesNextToNothing(string recipe)
    {
        const int First = 60, Stretch = 80;
        DataSet data = SmallData.SmallestFor(recipe, 320);
        ComposedModel composed = SmallData.Compose(recipe, data, ("training.batch", "16"));
        var allocated = new SortedDictionary<long, long>();
        new Trainer(composed.Model, composed.Training with { Epochs = ((First + (3 * Stretch)) / 20) + 1, CheckpointInterval = TimeSpan.Zero }, composed.Preparation)
        {
            Checkpoint = state =>
            {
                if (state.Step >= First && (state.Step - First) % Stretch == 0)
                {
                    allocated[state.Step] = GC.GetTotalAllocatedBytes(precise: true);
                }
            },
        }.Fit(data.Rows, cancellation: Cancellation);

        // The count is the process's: whoever reports tests may allocate in one stretch, but not in all. Some small objects are made for every distribution; two of a table's
        // columns in a step, of rows and of their hidden cells, take the most.
        allocated.Count.ShouldBe(4);
        ((double)allocated.Values.Zip(allocated.Values.Skip(1), (before, after) => after - before).Min() / Stretch).ShouldBeLessThan(1200);
    }

    [Fact]
    public void Training_OfAThousandSteps_CollectsNoGarbage()
    {
        DataSet data = SmallData.Table(320);
        ComposedModel composed = SmallData.Compose(Recipes.DefaultFor(data.Kind).Name, data, ("training.batch", "16"), ("training.epochs", "160"));
        var collections = new SortedDictionary<long, int>();
        new Trainer(composed.Model, composed.Training with { CheckpointInterval = TimeSpan.Zero }, composed.Preparation)
        {
            Checkpoint = state =>
            {
                if (state.Step is 100 or 1100 or 2100 or 3100)
                {
                    collections[state.Step] = Collections();
                }
            },
        }.Fit(data.Rows, cancellation: Cancellation);

        // The count is the process's: what other tests left behind may be collected in one stretch, but not in all.
        collections.Count.ShouldBe(4);
        collections.Values.Zip(collections.Values.Skip(1), (before, after) => after - before).Min().ShouldBe(0);

        static int Collections() => GC.CollectionCount(0) + GC.CollectionCount(1) + GC.CollectionCount(2);
    }

    /// <summary>Of the statistics, too.</summary>
    private static string Hash(ParameterSet parameters) => SmallData.Hash(parameters.State.Select(s => s.Tensor));

    private static TrainingState Train(ComposedModel composed, DataSet data, DataSet? validation = null) =>
        new Trainer(composed.Model, composed.Training with { Clock = new StoppedClock() }, composed.Preparation).Fit(data.Rows, validation?.Rows, cancellation: Cancellation);

    /// <summary>Goes on from a checkpoint, if there is one, up to a step; null if training was stopped there.</summary>
    private static TrainingState? Continue(ComposedModel composed, DataSet data, DataSet validation, string checkpoint, int? stop)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        string identity = new TrainedModel(composed).Identity;
        var trainer = new Trainer(composed.Model, composed.Training with { Clock = new StoppedClock(), ProgressInterval = TimeSpan.Zero, CheckpointInterval = TimeSpan.MaxValue }, composed.Preparation)
        {
            Checkpoint = state => CheckpointFile.Save(checkpoint, state, identity),
            Progress = progress =>
            {
                if (progress.Step == stop && progress.Ended is null)
                {
                    source.Cancel();
                }
            },
        };
        try
        {
            return trainer.Fit(data.Rows, validation.Rows, File.Exists(checkpoint) ? CheckpointFile.Load(checkpoint, identity) : null, source.Token);
        }
        catch (OperationCanceledException) when (stop is not null)
        {
            return null;
        }
    }

    private static EvaluationResult Evaluate(ComposedModel composed, DataSet data, int importanceSamples = 0) =>
        Evaluator.Evaluate(composed.Model, data.Rows, composed.Preparation, new EvaluationOptions { ImportanceSamples = importanceSamples }, cancellation: Cancellation);

    /// <summary>The conditions of the first rows; null for a model that takes none.</summary>
    private static Tensor? Conditions(TrainedModel model, DataSet data, int count) =>
        new ConditionReader(model).Read(data.Take([.. Enumerable.Range(0, count)]).Rows) is { } values ? Tensor.Constant(values, new Shape(count, values.Length / count)) : null;

    /// <summary>What training maximises, on all rows with the same noise every time; of a model that a critic judges, too, the reconstruction alone.</summary>
    private static double Objective(ComposedModel composed, DataSet data)
    {
        Pass pass = Pass(composed, data, Phase.Evaluation);
        return composed.Model.IsJudgedByBound
            ? -composed.Model.Players[0].Loss(pass, new StepContext(0, composed.Training.Epochs, composed.Training.Epochs, data.Count, new Rng(6))).Item()
            : pass.LogLikelihood.Mean().Item();
    }

    private static Pass Pass(ComposedModel composed, DataSet data, Phase phase)
    {
        using var loader = new BatchLoader(data.Rows, data.Count, composed.Preparation, composed.Model.Parameters[0].Backend);
        loader.Start(Permutation.Identity(data.Count));
        return composed.Model.Infer(loader.Next(new Rng(2))!, composed.Model.Bound.Samples, new Rng(3), phase);
    }
}
