using Latent.Bounds;
using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Training;

/// <summary>Running means and variances are kept wherever a model is.</summary>
[Collection(nameof(Alone))]
public class BatchStatisticsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Training_MovesTheStatistics_AndEvaluationDoesNot()
    {
        DataSet data = SmallData.Table(60);
        ComposedModel composed = Compose(data);
        composed.Model.Parameters.StatisticNames.ShouldBe(["encoder.1.mean", "encoder.1.variance", "decoder.1.mean", "decoder.1.variance"]);
        string fresh = Hash(composed);
        Train(composed, data);
        string trained = Hash(composed);
        trained.ShouldNotBe(fresh);
        foreach (Tensor statistic in composed.Model.Parameters.Statistics)
        {
            statistic.ToArray().ShouldAllBe(v => float.IsFinite(v) && v != 0 && v != 1);
        }
        Evaluator.Evaluate(composed.Model, data.Rows, composed.Preparation, cancellation: Cancellation);
        composed.Model.Sample(4, new Rng(2));
        Hash(composed).ShouldBe(trained);
    }

    [Fact]
    public void Training_OnAnyNumberOfThreads_GivesTheSameBits()
    {
        Backend held = Backend.Default;
        try
        {
            new[] { 1, 2, 3 }.Select(threads =>
            {
                Backend.Default = Backend.CreateCpu(threads);
                DataSet data = SmallData.Table(60);
                ComposedModel composed = Compose(data);
                Train(composed, data);
                return Hash(composed);
            }).Distinct().Count().ShouldBe(1);
        }
        finally
        {
            Backend.Default = held;
        }
    }

    [Fact]
    public void Training_InterruptedAndResumed_EndsAsIfItHadNotBeen()
    {
        DataSet data = SmallData.Table(100), validation = SmallData.Table(40, seed: 2);
        ComposedModel whole = Compose(data);
        TrainingState expected = Train(whole, data, validation);
        expected.BestElbo.ShouldNotBe(double.NegativeInfinity);

        using var folder = new TemporaryFolder();
        ComposedModel last = whole;
        foreach (int? stop in new int?[] { 3, 10, 17, null })
        {
            last = Compose(data);
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            string file = folder["checkpoint"];
            var trainer = new Trainer(last.Model, last.Training with { ProgressInterval = TimeSpan.Zero, CheckpointInterval = TimeSpan.MaxValue }, last.Preparation)
            {
                Checkpoint = state => CheckpointFile.Save(file, state, "recipe"),
                Stepped = (step, _) =>
                {
                    if (step == stop)
                    {
                        source.Cancel();
                    }
                },
            };
            try
            {
                trainer.Fit(data.Rows, validation.Rows, File.Exists(file) ? CheckpointFile.Load(file, "recipe") : null, source.Token);
            }
            catch (OperationCanceledException) when (stop is not null)
            {
            }
        }
        Hash(last).ShouldBe(Hash(whole));
    }

    [Fact]
    public void Fit_OverAnInfiniteRow_LeavesTheStatisticsFinite()
    {
        DataSet clean = SmallData.Table(100);
        float[] values = new float[clean.Rows.Count * 6];
        clean.Rows.Read([.. Enumerable.Range(0, clean.Rows.Count)], values);
        values[30 * 6] = float.PositiveInfinity;
        var data = new DataSet("infinite", DataKind.Table, new FloatRows(values, new Shape(6)));
        ComposedModel composed = Compose(data, standardize: false);
        Train(composed, data).Skipped.ShouldBe(6);
        foreach ((string name, Tensor tensor) in composed.Model.Parameters.State)
        {
            tensor.ToArray().ShouldAllBe(v => float.IsFinite(v), name);
        }
    }

    [Fact]
    public void Fit_WithValidation_KeepsTheStatisticsOfTheBestWeights()
    {
        DataSet data = SmallData.Table(30), validation = SmallData.Table(30, seed: 5);
        ComposedModel composed = Compose(data);
        string best = "";
        double bestElbo = double.NegativeInfinity;
        var options = composed.Training with { Epochs = 200, Patience = 4, LearningRate = new LearningRate { Initial = 0.05 } };
        new Trainer(composed.Model, options, composed.Preparation)
        {
            Progress = p =>
            {
                if (p.Ended is { ValidationElbo: { } elbo } && elbo > bestElbo)
                {
                    (best, bestElbo) = (Hash(composed), elbo);
                }
            },
        }.Fit(data.Rows, validation.Rows, cancellation: Cancellation).StoppedEarly.ShouldBeTrue();
        Hash(composed).ShouldBe(best);
    }

    [Fact]
    public void Training_InSteadyState_AllocatesNextToNothing()
    {
        DataSet data = SmallData.Table(320);
        ComposedModel composed = Compose(data);
        long first = 0, last = 0;
        new Trainer(composed.Model, composed.Training with { Epochs = 9, CheckpointInterval = TimeSpan.Zero }, composed.Preparation)
        {
            Checkpoint = state =>
            {
                first = state.Step == 60 ? GC.GetTotalAllocatedBytes(precise: true) : first;
                last = state.Step == 260 ? GC.GetTotalAllocatedBytes(precise: true) : last;
            },
        }.Fit(data.Rows, cancellation: Cancellation);
        ((last - first) / 200.0).ShouldBeInRange(0, 1024);
    }

    [Fact]
    public void Save_OfAModelWithStatistics_WritesThem()
    {
        using var folder = new TemporaryFolder();
        DataSet data = SmallData.Table(60);
        ComposedModel composed = Compose(data);
        Train(composed, data);
        new TrainedModel(composed).Save(folder["model"]);
        using SafetensorsReader reader = SafetensorsReader.Open(folder["model"]);
        foreach ((string name, Tensor tensor) in composed.Model.Parameters.State)
        {
            float[] values = new float[tensor.Length];
            reader.ReadSingles(name, values);
            values.ShouldBe(tensor.ToArray(), name);
        }
    }

    private static string Hash(ComposedModel composed) => SmallData.Hash(composed.Model.Parameters.State.Select(s => s.Tensor));

    private static TrainingState Train(ComposedModel composed, DataSet data, DataSet? validation = null) =>
        new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, validation?.Rows, cancellation: Cancellation);

    private static ComposedModel Compose(DataSet data, bool standardize = true)
    {
        var rng = new Rng(7);
        Sequence Network(int inputs, int outputs) => new(
            new Linear(inputs, 16, Activation.None, rng), new BatchNormalization(new Shape(16), Activation.Relu), new Linear(16, outputs, Activation.None, rng));
        var posterior = new DiagonalGaussian(2);
        var model = new Vae(
            data.RowShape, Network(6, posterior.EncoderOutputs), posterior, new StandardNormal(2), Network(2, 6), new Gaussian(6, Variance.Scalar, 1), new Elbo());
        var training = new TrainingOptions { Epochs = 6, BatchSize = 10, Clock = new StoppedClock() };
        return new ComposedModel(model, training, standardize ? Preparation.Standardize(data.Rows) : Preparation.None, DataSchema.Of(data), []);
    }
}
