using Latent.Applications;
using Latent.Bounds;
using Latent.Composition;
using Latent.Conditions;
using Latent.Corruptions;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Targets;

/// <summary>Numbers that are told from rows of which few have theirs.</summary>
public class NumberTargetTests
{
    private const int Values = 4, Latent = 2;

    private static readonly StepContext s_step = new(0, 1, 10, 100, new Rng(9));

    private static readonly float[] s_numbers = [float.NaN, 7, float.NaN, float.NaN, 3];

    private static Batch Rows => new(Tensor.Constant(Normal(5 * Values, 2), new Shape(5, Values))) { Targets = Tensor.Constant(s_numbers, new Shape(5)) };

    [Fact]
    public void Begin_KeepsTheScaleOfTheKnownNumbers()
    {
        NumberTarget target = Target();
        target.Scale.ShouldBe((5f, 2f));
        target.Standardized([5, 9]).ShouldBe([0f, 2f]);
        Should.Throw<InputException>(() => target.Begin(Source([float.NaN, float.NaN]))).Message.ShouldContain("known of no row");
        Should.Throw<InputException>(() => target.Begin(Source([2, float.NaN, 2]))).Message.ShouldContain("the same in all 2");
    }

    [Fact]
    public void Loss_OfM2_IsTheBoundWrittenOut()
    {
        Vae vae = Conditional();
        Layer network = Network(Values, 2);
        NumberTarget target = Target();
        var model = new SemiSupervised(vae, target, network, new SemiSupervisedOptions { Alpha = 3 });
        Pass pass = model.Infer(Rows, 1, new Rng(3), new Phase(new Rng(4)));
        float[] y = pass.Batch.Condition!.ToArray();
        // Rows without a number come first; 7 and 3 are one deviation from their mean.
        y[3..].ShouldBe([1f, -1f]);
        float[] likelihood = pass.LogLikelihood.ToArray(), kl = pass.Kl.Sum(1).ToArray();
        GaussianDistribution q = target.Given(network.Forward(pass.Batch.Values, Phase.Evaluation));
        float[] mean = q.Mean.ToArray(), logVariance = q.LogVariance.ToArray();

        double total = 0, error = 0;
        for (int i = 0; i < 5; i++)
        {
            total += likelihood[i] - kl[i];
            total -= i < 3 ? 0.5 * (Math.Pow(mean[i], 2) + Math.Exp(logVariance[i]) - 1 - logVariance[i]) : 0.5 * (1 + Math.Log(2 * Math.PI));
            error += i < 3 ? 0 : 0.5 * ((Math.Pow(y[i] - mean[i], 2) / Math.Exp(logVariance[i])) + logVariance[i] + Math.Log(2 * Math.PI)) / 2;
        }
        model.Players.Single().Loss(pass, s_step).Item().ShouldBe((float)((-total / 5) + (3 * error)), 1e-4f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_OfM2_HasTheGradientOfFiniteDifferences(bool labelled)
    {
        var model = new SemiSupervised(Conditional(), Target(), Network(Values, 2), new SemiSupervisedOptions { Alpha = 2, View = [new GaussianNoise(0.1)] });
        Batch batch = labelled ? Rows : Rows with { Targets = null };
        FiniteDifferences.ShouldAgree(model.Parameters, () => model.Players.Single().Loss(model.Infer(batch, 1, new Rng(3), new Phase(new Rng(4))), s_step));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_OfM1AndM2_HasTheGradientOfFiniteDifferences(bool ofRows)
    {
        var features = new Vae(
            new Shape(Values), Network(Values, 4), new DiagonalGaussian(2), new StandardNormal(2), Network(2, Values), new Gaussian(Values, Variance.Fixed), new Elbo());
        var model = new SemiSupervised(features, Target(), Network(ofRows ? Values : 2, 2), new() { ReadsRows = ofRows, View = [new GaussianNoise(0.1)] }, Conditional(2));
        foreach (Player player in model.Players)
        {
            FiniteDifferences.ShouldAgree(player.Parameters, () => player.Loss(model.Infer(Rows, 1, new Rng(3), new Phase(new Rng(4))), s_step), tolerance: 4e-3);
        }
    }

    [Fact]
    public void Consistency_IsHalfTheSquaredDifference_AndLeavesRowsAsTheyAreAlone()
    {
        NumberTarget target = Target();
        Tensor rows = Tensor.Constant([1, 0, 4, 0], new Shape(2, 2)), seen = Tensor.Constant([2, 0, 1, 0], new Shape(2, 2));
        target.Disagreement(rows, seen, 0).Item().ShouldBe(0.5f * (1 + 9), 1e-5f);
    }

    [Fact]
    public void Condition_OfRowsWithoutANumber_IsTheExpectedOne()
    {
        NumberTarget target = Target();
        var model = new SemiSupervised(Conditional(), target, Network(Values, 2));
        float[] expected = model.Regress(Rows).Mean.ToArray(), conditions = model.ConditionOf(Rows)!.ToArray();
        conditions.ShouldBe([expected[0], 1, expected[2], expected[3], -1]);
        model.Conditioning!.Usual(0, 20, Rows.Values.Backend)!.ToArray().Average().ShouldBe(0, 1e-6);
        Should.Throw<InputException>(() => model.Classify(Rows)).Message.ShouldContain("does not tell classes");
    }

    [Theory]
    [InlineData("semi-supervised")]
    [InlineData("m1")]
    [InlineData("m2")]
    [InlineData("m1-m2")]
    public void Predict_AfterTrainingOnFewNumbers_RecoversALinearRelation(string recipe)
    {
        DataSet data = Linear(400, 1), other = Linear(300, 2);
        ComposedModel composed = Trained(recipe, data, 2);
        foreach (Tensor parameter in composed.Model.Parameters)
        {
            parameter.ToArray().ShouldAllBe(v => float.IsFinite(v));
        }
        var values = new List<float>();
        var deviations = new List<float>();
        NumberScore score = new NumberPredictor(new TrainedModel(composed)).Predict(other.Rows, (some, spreads) =>
        {
            values.AddRange(some);
            deviations.AddRange(spreads);
        }, cancellation: TestContext.Current.CancellationToken);
        double[] errors = [.. values.Zip(other.Targets!).Select(pair => (double)pair.Second - pair.First)];
        score.Labelled.ShouldBe(300);
        score.RootMeanSquareError!.Value.ShouldBe(Math.Sqrt(errors.Average(e => e * e)), 1e-4);
        score.MeanAbsoluteError!.Value.ShouldBe(errors.Average(Math.Abs), 1e-4);
        score.Coverage!.Value.ShouldBe(errors.Zip(deviations).Count(pair => Math.Abs(pair.First) <= 1.6448536 * pair.Second) / 300.0, 1e-9);
        score.Determination!.Value.ShouldBeGreaterThan(0.9);
        new NumberPredictor(new TrainedModel(composed)).Predict(SmallData.Table(20).Rows, cancellation: TestContext.Current.CancellationToken).ShouldBe(new NumberScore(20, 0, null, null, null, null));
    }

    [Theory]
    [InlineData("m2")]
    [InlineData("m1-m2")]
    public void Training_OnFewNumbers_SeesNoOthersAndIsTheSameAgain(string recipe)
    {
        DataSet data = Linear(100, 1);
        string hash = SmallData.Hash(Trained(recipe, data, 1).Model.Parameters);
        SmallData.Hash(Trained(recipe, data, 1).Model.Parameters).ShouldBe(hash);
        RowSource kept = LabelledDraw.Keep(data.Rows, 30, new Rng(5).Split("kept labels"));
        kept.Targets!.Count(y => !float.IsNaN(y)).ShouldBe(30);
        SmallData.Hash(Trained(recipe, data, 1, kept).Model.Parameters).ShouldBe(hash);
    }

    [Fact]
    public void Load_OfASavedModel_TellsTheSame()
    {
        DataSet data = Linear(100, 1);
        ComposedModel composed = Trained("m2", data, 1);
        using var folder = new TemporaryFolder();
        new TrainedModel(composed).Save(folder["model.safetensors"]);
        TrainedModel loaded = TrainedModel.Load(folder["model.safetensors"]);
        loaded.Schema.Target.ShouldBe("height");
        new NumberPredictor(loaded).Predict(data.Rows, cancellation: TestContext.Current.CancellationToken)
            .ShouldBe(new NumberPredictor(new TrainedModel(composed)).Predict(data.Rows, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Composition_OfPartsThatDoNotFit_SaysWhatWould()
    {
        Should.Throw<InputException>(() => new SemiSupervised(Conditional(), Target(), Network(Values, 3))).Message.ShouldContain("needs 2");
        Should.Throw<InputException>(() => SmallData.Compose("m2", Linear(20, 1), ("model.condition", "none"))).Message.ShouldContain("'model.condition' to be number");
        Should.Throw<InputException>(() => SmallData.Compose("vae", Linear(20, 1), ("model.condition", "number"))).Message.ShouldContain("take the recipe m2");
        Should.Throw<InputException>(() => SmallData.Compose("m2", SmallData.Table(20), ("model.condition", "number"))).Message.ShouldContain("--target");
        ComposedModel plain = SmallData.Compose("vae", Linear(20, 1), ("training.batch", "10"));
        Should.Throw<InputException>(() => new Trainer(plain.Model, plain.Training, plain.Preparation).Fit(Linear(20, 1).Rows, cancellation: TestContext.Current.CancellationToken)).Message.ShouldContain("tells none");
        Should.Throw<InputException>(() => new NumberPredictor(new TrainedModel(plain))).Message.ShouldContain("--target");
    }

    private static ComposedModel Trained(string recipe, DataSet data, int rounds, RowSource? rows = null)
    {
        ComposedModel composed = SmallData.Compose(
            recipe, data, ("training.epochs", $"{10 * rounds}"), ("training.learning-rate", "0.005"), ("training.batch", "20"), ("training.seed", "5"), ("model.latent", "3"), ("data.labels", rows is null ? "30" : "0"));
        new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(rows ?? data.Rows, cancellation: TestContext.Current.CancellationToken);
        return composed;
    }

    /// <summary>Correlated columns, and a number far from zero that follows the second and the fourth.</summary>
    private static DataSet Linear(int count, ulong seed)
    {
        DataSet table = SmallData.Table(count, seed);
        float[] values = new float[count * 6];
        table.Rows.Read([.. Enumerable.Range(0, count)], values);
        return new DataSet(table.Name, table.Kind, new FloatRows(values, new Shape(6)))
        {
            TargetName = "height",
            Targets = [.. Enumerable.Range(0, count).Select(i => 200 + (3 * values[(6 * i) + 1]) + (values[(6 * i) + 3] - 1000))],
        };
    }

    private static NumberTarget Target()
    {
        var target = new NumberTarget("height");
        target.Begin(Source(s_numbers));
        return target;
    }

    private static RowSource Source(float[] numbers) => new FloatRows(new float[numbers.Length], new Shape(1)).WithTargets(numbers);

    private static Vae Conditional(int values = Values) => new(
        new Shape(values), Network(values + 1, 2 * Latent), new DiagonalGaussian(Latent), new StandardNormal(Latent), Network(Latent + 1, values),
        new Gaussian(values, Variance.Fixed), new Elbo(), conditioning: new NumberCondition());

    private static Sequence Network(int inputs, int outputs) => Sequence.Perceptron([inputs, 3, outputs], Activation.Tanh, new Rng((ulong)((inputs * 10) + outputs)));

    private static float[] Normal(int count, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextNormal())];
    }
}
