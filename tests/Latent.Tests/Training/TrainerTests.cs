using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Training;

public class TrainerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(1e6)]
    public void Fit_WithAClippedNorm_TakesStepsOfAtMostThatNorm(double clip)
    {
        DataSet data = SmallData.Table(20);
        ComposedModel composed = SmallData.Compose("vae", data);
        float[][] before = Weights(composed.Model.Parameters);
        Fit(composed, data, new TrainingOptions { Epochs = 1, BatchSize = 20, ClipNorm = clip, LearningRate = new LearningRate { Initial = 0.1 }, Optimizer = p => new MomentumDescent(p, 0) });
        double squares = 0;
        foreach ((float[] first, float[] second) in before.Zip(Weights(composed.Model.Parameters)))
        {
            squares += first.Zip(second, (a, b) => Math.Pow(((double)a - b) / 0.1, 2)).Sum();
        }
        if (clip is 0.01)
        {
            Math.Sqrt(squares).ShouldBe(clip, 1e-3 * clip);
        }
        else
        {
            Math.Sqrt(squares).ShouldBeGreaterThan(0.1);
        }
    }

    [Fact]
    public void Fit_OverAnInfiniteRow_SkipsItsSteps()
    {
        DataSet data = WithInfinity(SmallData.Table(100), row: 30);
        ComposedModel composed = SmallData.Compose("vae", data, ("data.standardize", "false"));
        TrainingState state = Fit(composed, data, new TrainingOptions { Epochs = 3, BatchSize = 10 });
        state.Skipped.ShouldBe(3);
        state.Step.ShouldBe(30);
        state.History.ShouldAllBe(r => double.IsFinite(r.Elbo));
        Weights(composed.Model.Parameters).ShouldAllBe(w => w.All(float.IsFinite));
    }

    [Fact]
    public void Fit_WhenEveryStepFails_StopsAndLeavesTheWeights()
    {
        DataSet data = SmallData.Table(100);
        data = Enumerable.Range(0, 100).Aggregate(data, WithInfinity);
        ComposedModel composed = SmallData.Compose("vae", data, ("data.standardize", "false"));
        string before = SmallData.Hash(composed.Model.Parameters);
        TrainingState? saved = null;
        TrainingException e = Should.Throw<TrainingException>(() => new Trainer(composed.Model, new TrainingOptions { BatchSize = 10 }) { Checkpoint = s => saved = s }.Fit(data.Rows, cancellation: Cancellation));
        e.Message.ShouldContain("5 times in a row");
        e.Message.ShouldContain("step 5");
        SmallData.Hash(composed.Model.Parameters).ShouldBe(before);
        saved!.FailuresInARow.ShouldBe(5);
    }

    [Fact]
    public void Fit_WhenAnEpochHasFewerStepsThanMayFail_StillEnds()
    {
        DataSet data = Enumerable.Range(0, 20).Aggregate(SmallData.Table(20), WithInfinity);
        ComposedModel composed = SmallData.Compose("vae", data, ("data.standardize", "false"));
        Should.Throw<TrainingException>(() => Fit(composed, data, new TrainingOptions { Epochs = 20, BatchSize = 10 })).Message.ShouldContain("step 5");
    }

    [Fact]
    public void Fit_WithEarlyStopping_KeepsTheBestWeights()
    {
        DataSet data = SmallData.Table(30), validation = SmallData.Table(30, seed: 5);
        ComposedModel composed = SmallData.Compose("vae", data);
        string best = "";
        double bestElbo = double.NegativeInfinity;
        var options = new TrainingOptions { Epochs = 200, BatchSize = 10, Patience = 4, LearningRate = new LearningRate { Initial = 0.05 } };
        TrainingState state = new Trainer(composed.Model, options, composed.Preparation)
        {
            Progress = p =>
            {
                if (p.Ended is { ValidationElbo: { } elbo } && elbo > bestElbo)
                {
                    (best, bestElbo) = (SmallData.Hash(composed.Model.Parameters), elbo);
                }
            },
        }.Fit(data.Rows, validation.Rows, cancellation: Cancellation);
        state.StoppedEarly.ShouldBeTrue();
        state.BestElbo.ShouldBe(bestElbo);
        state.EpochsSinceBest.ShouldBe(4);
        state.History.Count.ShouldBe(state.History.FindIndex(r => r.ValidationElbo == bestElbo) + 5);
        SmallData.Hash(composed.Model.Parameters).ShouldBe(best);
    }

    [Fact]
    public void Fit_OnAPlateau_LowersTheRate()
    {
        DataSet data = SmallData.Table(30), validation = SmallData.Table(30, seed: 5);
        ComposedModel composed = SmallData.Compose("vae", data);
        var rate = new LearningRate { Initial = 0.2, Decay = LearningRateDecay.Plateau, PlateauPatience = 2 };
        TrainingState state = Fit(composed, data, new TrainingOptions { Epochs = 30, BatchSize = 10, LearningRate = rate }, validation);
        state.Plateaus.ShouldBeGreaterThan(0);
        state.History[^1].LearningRate.ShouldBe(0.2 * Math.Pow(0.5, state.Plateaus), 0.11);
        state.History[^1].LearningRate.ShouldBeLessThan(0.2);
    }

    [Fact]
    public void Fit_WhenTheTimeIsOver_StopsAfterTheStep()
    {
        DataSet data = SmallData.Table(100);
        ComposedModel composed = SmallData.Compose("vae", data);
        var clock = new StoppedClock();
        var trainer = new Trainer(composed.Model, new TrainingOptions { Epochs = 50, BatchSize = 10, Clock = clock, TimeLimit = TimeSpan.FromSeconds(10), ProgressInterval = TimeSpan.Zero }, composed.Preparation)
        {
            Progress = p => clock.Now += TimeSpan.FromSeconds(p.Ended is null ? 1 : 0),
        };
        TrainingState state = trainer.Fit(data.Rows, cancellation: Cancellation);
        state.Finished.ShouldBeFalse("it can go on another day");
        state.Step.ShouldBe(10);
        state.Seconds.ShouldBe(10);
    }

    [Fact]
    public void Fit_CancelledWhileValidationIsEvaluated_LeavesACheckpoint()
    {
        DataSet data = SmallData.Table(40);
        ComposedModel composed = SmallData.Compose("vae", data);
        using var source = new CancellationTokenSource();
        TrainingState? saved = null;
        var trainer = new Trainer(composed.Model, new TrainingOptions { Epochs = 3, BatchSize = 10, ProgressInterval = TimeSpan.Zero, Clock = new StoppedClock() }, composed.Preparation)
        {
            Checkpoint = s => saved ??= s,
            Progress = p =>
            {
                if (p.Step == 8 && p.Ended is null)
                {
                    saved = null;
                    source.Cancel();
                }
            },
        };
        Should.Throw<OperationCanceledException>(() => trainer.Fit(data.Rows, data.Rows, cancellation: source.Token));
        saved.ShouldNotBeNull();
        (saved.Step, saved.Epoch, saved.Row).ShouldBe((8, 1, 40));
    }

    [Fact]
    public void Fit_ResumedInMemoryByAnotherTrainer_GoesOnAsIfNothingHadBeen()
    {
        DataSet data = SmallData.Table(40);
        ComposedModel whole = SmallData.Compose("vae", data, ("training.epochs", "3"), ("training.batch", "10"));
        Fit(whole, data, whole.Training);
        ComposedModel parted = SmallData.Compose("vae", data, ("training.epochs", "3"), ("training.batch", "10"));
        using var source = new CancellationTokenSource();
        TrainingState? saved = null;
        var options = parted.Training with { ProgressInterval = TimeSpan.Zero };
        Should.Throw<OperationCanceledException>(() => new Trainer(parted.Model, options, parted.Preparation) { Checkpoint = s => saved = s, Progress = _ => source.Cancel() }
            .Fit(data.Rows, cancellation: source.Token));
        new Trainer(parted.Model, options, parted.Preparation).Fit(data.Rows, resume: saved, cancellation: Cancellation);
        SmallData.Hash(parted.Model.Parameters).ShouldBe(SmallData.Hash(whole.Model.Parameters));
    }

    [Fact]
    public void Fit_OnData_ThatDoNotFit_SaysWhich()
    {
        DataSet data = SmallData.Table(20);
        LatentModel model = SmallData.Compose("vae", data).Model;
        Refusal(model, new TrainingOptions { BatchSize = 21 }, data.Rows).ShouldContain("A batch of 21 rows is larger than the training data, which have 20");
        Refusal(model, new TrainingOptions { BatchSize = 5 }, SmallData.Images(20).Rows).ShouldContain("[8, 8]");
        Refusal(model, new TrainingOptions { BatchSize = 5 }, data.Rows, SmallData.Images(20).Rows).ShouldContain("validation data have [8, 8]");
        Refusal(model, new TrainingOptions { BatchSize = 5, Patience = 2 }, data.Rows).ShouldContain("no validation rows");
        Refusal(model, new TrainingOptions { BatchSize = 5 }, new FloatRows([], new Shape(6))).ShouldContain("no rows");
    }

    [Fact]
    public void Trainer_OfOptionsThatMakeNoSense_NamesThem()
    {
        LatentModel model = SmallData.Compose("vae", SmallData.Table(20)).Model;
        Refusal(model, new TrainingOptions { Epochs = 0 }).ShouldContain("epochs is 0");
        Refusal(model, new TrainingOptions { BatchSize = -1 }).ShouldContain("batch is -1");
        Refusal(model, new TrainingOptions { LearningRate = new LearningRate { Initial = double.NaN } }).ShouldContain("learning-rate is NaN");
        Refusal(model, new TrainingOptions { LearningRate = new LearningRate { Factor = 1 } }).ShouldContain("factor is 1");
        Refusal(model, new TrainingOptions { LearningRate = new LearningRate { Floor = 2 } }).ShouldContain("floor is 2");
        Refusal(model, new TrainingOptions { LearningRate = new LearningRate { WarmUpEpochs = -1 } }).ShouldContain("warm-up is -1");
        Refusal(model, new TrainingOptions { ClipNorm = -1 }).ShouldContain("clip is -1");
        Refusal(model, new TrainingOptions { Patience = -1 }).ShouldContain("patience is -1");
    }

    private static string Refusal(LatentModel model, TrainingOptions options, RowSource? train = null, RowSource? validation = null) =>
        Should.Throw<InputException>(() => new Trainer(model, options).Fit(train!, validation, cancellation: Cancellation)).Message;

    private static TrainingState Fit(ComposedModel composed, DataSet data, TrainingOptions options, DataSet? validation = null) =>
        new Trainer(composed.Model, options, composed.Preparation).Fit(data.Rows, validation?.Rows, cancellation: Cancellation);

    private static float[][] Weights(ParameterSet parameters) => [.. parameters.Select(p => p.ToArray())];

    private static DataSet WithInfinity(DataSet data, int row)
    {
        float[] values = ((FloatRows)data.Rows).Values.ToArray();
        values[row * data.RowShape.Length] = float.PositiveInfinity;
        return new DataSet(data.Name, data.Kind, new FloatRows(values, data.RowShape));
    }
}
