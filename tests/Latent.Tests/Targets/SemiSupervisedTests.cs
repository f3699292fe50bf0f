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

public class SemiSupervisedTests
{
    private const int Values = 4, Classes = 3, Latent = 2;

    private static readonly ClassTarget s_classes = new(Classes);

    private static readonly StepContext s_step = new(0, 1, 10, 100, new Rng(9));

    /// <summary>Five rows, two of them labelled, not in order.</summary>
    private static Batch Rows => new(Tensor.Constant(Numbers(5 * Values, 2), new Shape(5, Values))) { Labels = new Indices([-1, 2, -1, -1, 0]) };

    [Fact]
    public void Loss_OfM2_IsTheSumOverClassesWrittenOut()
    {
        Vae vae = Conditional(new DiagonalGaussian(Latent));
        Layer classifier = Classifier(Values);
        var model = new SemiSupervised(vae, s_classes, classifier, new SemiSupervisedOptions { Alpha = 3 });
        Pass pass = model.Infer(Rows, 1, new Rng(3), new Phase(new Rng(4)));
        float[] logits = classifier.Forward(Rows.Values, Phase.Evaluation).ToArray(), latents = pass.Latent.ToArray();
        int[] unknown = [0, 2, 3], known = [1, 4], labels = [2, 0];

        double total = 0, crossEntropy = 0;
        for (int i = 0; i < unknown.Length; i++)
        {
            double[] q = Probabilities(logits, unknown[i]);
            for (int y = 0; y < Classes; y++)
            {
                total += q[y] * (Bound(vae, unknown[i], y, latents, (y * unknown.Length) + i) - Math.Log(Classes) - Math.Log(q[y]));
            }
        }
        for (int i = 0; i < known.Length; i++)
        {
            total += Bound(vae, known[i], labels[i], latents, (Classes * unknown.Length) + i) - Math.Log(Classes);
            crossEntropy -= Math.Log(Probabilities(logits, known[i])[labels[i]]) / known.Length;
        }
        model.Players.Single().Loss(pass, s_step).Item().ShouldBe((float)((-total / 5) + (3 * crossEntropy)), 1e-4f);
    }

    [Fact]
    public void Loss_OfM2_WithFewerClasses_IsTheSameOnAverage()
    {
        // Without a draw of latents all that varies is which class stands for the others.
        Vae vae = Conditional(new Deterministic(Latent));
        Layer classifier = Classifier(Values);
        double LossOf(int marginal, ulong seed)
        {
            var model = new SemiSupervised(vae, s_classes, classifier, new SemiSupervisedOptions { Marginal = marginal });
            Pass pass = model.Infer(Rows, 1, new Rng(seed), new Phase(new Rng(4)));
            pass.Batch.Rows.ShouldBe((3 * (marginal == 0 ? Classes : marginal)) + 2);
            return model.Players.Single().Loss(pass, s_step).Item();
        }
        double exact = LossOf(0, 0);
        foreach (int marginal in new[] { 1, 2 })
        {
            double[] draws = [.. Enumerable.Range(0, 1000).Select(i => LossOf(marginal, (ulong)i))];
            double mean = draws.Average(), error = Math.Sqrt(draws.Average(d => (d - mean) * (d - mean)) / draws.Length);
            error.ShouldBeGreaterThan(0);
            mean.ShouldBe(exact, 4 * error);
        }
        LossOf(Classes, 1).ShouldBe(exact, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_OfM2_HasTheGradientOfFiniteDifferences(bool labelled)
    {
        var model = new SemiSupervised(Conditional(new DiagonalGaussian(Latent)), s_classes, Classifier(Values), new SemiSupervisedOptions { Alpha = 2, View = [new GaussianNoise(0.1)] });
        Batch batch = labelled ? Rows : Rows with { Labels = null };
        FiniteDifferences.ShouldAgree(model.Parameters, () => model.Players.Single().Loss(model.Infer(batch, 1, new Rng(3), new Phase(new Rng(4))), s_step));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_OfM1AndM2_HasTheGradientOfFiniteDifferences(bool ofRows)
    {
        var features = new Vae(
            new Shape(Values), Network(Values, 4), new DiagonalGaussian(2), new StandardNormal(2), Network(2, Values), new Gaussian(Values, Variance.Fixed), new Elbo());
        var model = new SemiSupervised(features, s_classes, Classifier(ofRows ? Values : 2), new() { ReadsRows = ofRows, View = [new GaussianNoise(0.1)] }, Conditional(new DiagonalGaussian(Latent), 2));
        foreach (Player player in model.Players)
        {
            FiniteDifferences.ShouldAgree(player.Parameters, () => player.Loss(model.Infer(Rows, 1, new Rng(3), new Phase(new Rng(4))), s_step), tolerance: 4e-3);
        }
        model.Players.Sum(p => p.Parameters.Count).ShouldBe(model.Parameters.Count);
    }

    [Fact]
    public void Consistency_ComparesOnlyRowsOfWhichTheClassifierIsSure()
    {
        Vae vae = Conditional(new DiagonalGaussian(Latent));
        Layer classifier = Classifier(Values);
        double LossOf(double consistency, double confidence)
        {
            var options = new SemiSupervisedOptions { Alpha = 0, Consistency = consistency, Confidence = confidence, View = [new GaussianNoise(0.5)] };
            var model = new SemiSupervised(vae, s_classes, classifier, options);
            return model.Players.Single().Loss(model.Infer(Rows, 1, new Rng(3), new Phase(new Rng(4))), s_step).Item();
        }
        double without = LossOf(0, 0);
        (LossOf(1, 0) - without).ShouldBeGreaterThan(0.1);
        LossOf(1, 0.9999).ShouldBe(without, 1e-5);
    }

    [Fact]
    public void Disagreement_IsOfClassesThatAreToldEquallyOften()
    {
        static Tensor Logits(params float[] probabilities) => Tensor.Constant([.. probabilities.Select(p => MathF.Log(p))], new Shape(2, 2));
        Tensor told = Logits(0.9f, 0.1f, 0.6f, 0.4f), seen = Logits(0.8f, 0.2f, 0.5f, 0.5f);

        // Over their means of 0.75 and 0.25 the probabilities are 3 to 1 and 1 to 2: of the first row alone one is sure.
        double expected = -(0.75 * Math.Log(0.8)) - (0.25 * Math.Log(0.2));
        new ClassTarget(2).Disagreement(told, seen, 0.7f).Item().ShouldBe((float)expected, 5e-3f);
        new ClassTarget(2).Disagreement(told, seen, 0.8f).Item().ShouldBe(0);
    }

    [Fact]
    public void Generative_AtNothing_LeavesTheClassifierToTheLabels()
    {
        Layer classifier = Classifier(Values);
        var own = new ParameterSet();
        classifier.Collect("", own);
        Vae vae = Conditional(new DiagonalGaussian(Latent));
        float[] GradientOf(double generative)
        {
            var model = new SemiSupervised(vae, s_classes, classifier, new SemiSupervisedOptions { Alpha = 0, Generative = generative });
            return [.. FiniteDifferences.Gradients(own, () => model.Players.Single().Loss(model.Infer(Rows, 1, new Rng(3), new Phase(new Rng(4))), s_step)).SelectMany(g => g)];
        }
        GradientOf(0).ShouldAllBe(g => Math.Abs(g) < 1e-6f);
        float[] whole = GradientOf(1), half = GradientOf(0.5);
        whole.ShouldContain(g => Math.Abs(g) > 1e-3f);
        half.Zip(whole).ShouldAllBe(pair => Math.Abs((2 * pair.First) - pair.Second) < 1e-4f);
    }

    [Fact]
    public void Conditioning_OfRowsWithoutLabels_IsTheLikeliestClass()
    {
        var model = new SemiSupervised(Conditional(new DiagonalGaussian(Latent)), s_classes, Classifier(Values));
        float[] answers = model.Classify(Rows).ToArray();
        float[] conditions = model.ConditionOf(Rows)!.ToArray();
        int[] labels = [-1, 2, -1, -1, 0];
        for (int i = 0; i < 5; i++)
        {
            float[] row = answers[(i * Classes)..((i + 1) * Classes)];
            row.Sum(MathF.Exp).ShouldBe(1, 1e-5f);
            int expected = labels[i] >= 0 ? labels[i] : Array.IndexOf(row, row.Max());
            conditions[(i * Classes) + expected].ShouldBe(1);
        }
        conditions.Sum().ShouldBe(5);
    }

    [Fact]
    public void Composition_OfPartsThatDoNotFit_SaysWhatWould()
    {
        Vae conditional = Conditional(new DiagonalGaussian(Latent));
        Should.Throw<InputException>(() => new SemiSupervised(conditional, s_classes, Classifier(Values + 1))).Message.ShouldContain("rows have 4");
        Should.Throw<InputException>(() => new SemiSupervised(conditional, new ClassTarget(Classes + 1), Network(Values, Classes + 1))).Message.ShouldContain($"conditioned on {Classes + 1} classes");
        Should.Throw<InputException>(() => new SemiSupervised(conditional, s_classes, Network(Values, 2))).Message.ShouldContain("needs 3");
        Should.Throw<InputException>(() => new SemiSupervised(conditional, s_classes, Classifier(Values), new() { Consistency = 1 })).Message.ShouldContain("views");
        Should.Throw<InputException>(() => new SemiSupervised(Conditional(new DiagonalGaussian(Latent), bound: new Elbo(freeBits: 1)), s_classes, Classifier(Values))).Message.ShouldContain("take elbo without free bits");
    }

    [Theory]
    [InlineData("m2", "model.condition", "none", "needs 'model.condition' to be class")]
    [InlineData("m1", "model.condition", "class", "needs 'model.condition' to be none")]
    [InlineData("m2", "model.bound", "importance-weighted", "take elbo")]
    [InlineData("semi-supervised", "model.penalties", "adversary", "leave them out")]
    [InlineData("m2", "model.semi-supervised.quantiles", "true", "in the rows of a table")]
    [InlineData("m1", "model.semi-supervised.quantiles", "true", "the network reads latents")]
    [InlineData("m2", "model.semi-supervised.cell-units", "8", "is of classes of a table's rows")]
    public void Recipe_ThatContradictsItself_IsRefused(string recipe, string path, string value, string message) =>
        Should.Throw<InputException>(() => SmallData.Compose(recipe, SmallData.Images(20), (path, value))).Message.ShouldContain(message);

    [Fact]
    public void Members_OfWhichOneTellsNothing_CountForTheSame()
    {
        DataSet data = SmallData.Images(20);
        LatentModel model = SmallData.Compose("m2", data, ("model.semi-supervised.members", "2")).Model;
        foreach ((string name, Tensor tensor) in model.Parameters.State.Where(p => p.Name.StartsWith("classes.classifier.0.", StringComparison.Ordinal)))
        {
            tensor.Set(new float[tensor.Length]);
        }
        var batch = new Batch(Tensor.Uniform(data.RowShape.Prepend(8), new Rng(2)).Affine(20));
        float[] told = [.. model.Classify(batch).ToArray().Select(MathF.Exp)];
        float least = 0.5f / model.Classes;
        told.ShouldAllBe(p => p >= least - 1e-5f);
        told.ShouldContain(p => p > least + 0.4f);
    }

    [Fact]
    public void Recipe_OfRowsWithoutLabels_IsRefused()
    {
        DataSet data = SmallData.Volumes(10);
        Should.Throw<InputException>(() => SmallData.Compose("m1", data)).Message.ShouldContain("no labels that could be classes");
    }

    private static Vae Conditional(Posterior posterior, int values = Values, Bound? bound = null) => new(
        new Shape(values), Network(values + Classes, posterior.EncoderOutputs), posterior, new StandardNormal(Latent), Network(Latent + Classes, values),
        new Gaussian(values, Variance.Fixed), bound ?? new Elbo(), conditioning: new ClassCondition(Classes));

    private static Sequence Classifier(int inputs) => Network(inputs, Classes);

    private static Sequence Network(int inputs, int outputs) => Sequence.Perceptron([inputs, 3, outputs], Activation.Tanh, new Rng((ulong)((inputs * 10) + outputs)));

    private static double[] Probabilities(float[] logits, int row)
    {
        double[] q = [.. logits[(row * Classes)..((row + 1) * Classes)].Select(l => Math.Exp(l))];
        return [.. q.Select(p => p / q.Sum())];
    }

    /// <summary>log p(x|y, z) - KL(q(z|x, y) || p(z)) of one row under one class, with the latent that the pass drew.</summary>
    private static double Bound(Vae vae, int row, int y, float[] latents, int at)
    {
        Tensor x = Rows.Values.Slice(0, row, 1), condition = new ClassCondition(Classes).Of([y]);
        var q = (GaussianDistribution)vae.Encode(new Batch(x) { Condition = condition }, Phase.Evaluation);
        float[] mean = q.Mean.ToArray(), variance = q.LogVariance.ToArray(), z = latents[(at * Latent)..((at + 1) * Latent)];
        float[] made = vae.Decode(Tensor.Constant(z, new Shape(1, Latent)), condition).Mean.ToArray(), values = x.ToArray();
        double likelihood = 0, kl = 0;
        for (int j = 0; j < Values; j++)
        {
            likelihood -= (0.5 * Math.Pow(values[j] - made[j], 2)) + (0.5 * Math.Log(2 * Math.PI));
        }
        for (int j = 0; j < Latent; j++)
        {
            kl += 0.5 * (Math.Pow(mean[j], 2) + Math.Exp(variance[j]) - 1 - variance[j]);
        }
        return likelihood - kl;
    }

    private static float[] Numbers(int count, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextNormal())];
    }
}
