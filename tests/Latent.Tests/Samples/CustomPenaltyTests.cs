using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Samples;

/// <summary>A penalty that was written outside the library, the sample's own file, does all that one of the library's does.</summary>
public sealed class CustomPenaltyTests
{
    private readonly DataSet _data = SmallData.Images(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Sample_IsOneClassOfUnderThirtyLines_ThatSeesNothingInternal()
    {
        string code = Repository.Read("samples/CustomPenalty/Brightness.cs");
        code.TrimEnd().Split('\n').Length.ShouldBeLessThan(30);
        code.Split("class ").Length.ShouldBe(2);
        Repository.Read("src/Latent/Latent.csproj").ShouldNotContain("CustomPenalty");
    }

    [Fact]
    public void Training_FollowsThePenalty()
    {
        (ComposedModel without, ComposedModel with) = (Compose(), Compose(new Brightness(2000)));
        foreach (ComposedModel composed in new[] { without, with })
        {
            new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(_data.Rows, cancellation: Cancellation);
        }
        Distance(with).ShouldBeLessThan(0.7 * Distance(without));
    }

    [Fact]
    public void Run_StoppedAndResumed_EndsAsIfItHadNotBeen_AndIsEvaluatedFromItsFile()
    {
        using var folder = new TemporaryFolder();
        var whole = new RunDirectory(folder["whole"]);
        Run(whole, stopAt: null);
        var broken = new RunDirectory(folder["broken"]);
        Run(broken, stopAt: 7).ShouldBe(0);
        Run(broken, stopAt: null).ShouldBeInRange(7, 9);

        TrainedModel expected = TrainedModel.Load(whole.Model), resumed = TrainedModel.Load(broken.Model);
        SmallData.Hash(resumed.Model.Parameters).ShouldBe(SmallData.Hash(expected.Model.Parameters));
        EvaluationResult result = Evaluator.Evaluate(resumed.Model, _data.Rows, resumed.Preparation, cancellation: Cancellation);
        double.IsFinite(result.Elbo).ShouldBeTrue();
        result.Elbo.ShouldBe(Evaluator.Evaluate(expected.Model, _data.Rows, expected.Preparation, cancellation: Cancellation).Elbo);
    }

    /// <summary>Trains in a folder, up to a step if one is given; tells the step that it began with.</summary>
    private long Run(RunDirectory directory, int? stopAt)
    {
        var model = new TrainedModel(Compose(new Brightness(2000)));
        var record = new RunRecord { Command = "", Data = "discs", Identity = RunRecord.IdentityOf(model, _data.Rows) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        TrainingRun run = TrainingRun.Begin(directory, model, record, RunStart.Resume, model.Composed.Training with { Clock = new StoppedClock(), ProgressInterval = TimeSpan.Zero });
        long first = run.FirstStep;
        void Watch(TrainingProgress progress)
        {
            if (progress.Step == stopAt)
            {
                stop.Cancel();
            }
        }
        if (stopAt is null)
        {
            run.Fit(_data.Rows, report: Watch, cancellation: stop.Token);
        }
        else
        {
            Should.Throw<OperationCanceledException>(() => run.Fit(_data.Rows, report: Watch, cancellation: stop.Token));
        }
        return first;
    }

    private ComposedModel Compose(params Brightness[] penalties) =>
        Recipe.Named("vae").With("training.epochs", 5).With("training.batch", 20).With("model.hidden", 16).With("training.learning-rate", 0.005).Compose(DataSchema.Of(_data), _data.Rows, penalties: penalties);

    /// <summary>The penalty of a trained model, at a weight of one.</summary>
    private double Distance(ComposedModel composed)
    {
        float[] values = new float[_data.Count * 64];
        _data.Rows.Read([.. Enumerable.Range(0, _data.Count)], values);
        Pass pass = composed.Model.Infer(new Batch(Tensor.From(values, new Shape(_data.Count, 8, 8))), 1, new Rng(3));
        return new Brightness(1).Value(pass, LinearGaussian.Context()).Item();
    }
}
