using Latent.Bounds;
using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation;

public sealed class AnnealedImportanceSamplingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.5)]
    public void LogLikelihood_OfTheLinearGaussian_IsWithinATenthOfTheTruth(double encoderError)
    {
        // However wrong the encoder is: only importance sampling needs it.
        var linear = new LinearGaussian(new Elbo(), encoderError);
        EvaluationResult result = Evaluator.Evaluate(
            linear.Model, new FloatRows(linear.Values, new Shape(4)), options: new EvaluationOptions { ImportanceSamples = 5000, AnnealedSteps = 200 }, cancellation: Cancellation);
        result.LogLikelihood!.Value.ShouldBe(linear.LogEvidence, 0.1);
        result.AnnealedLogLikelihood!.Value.ShouldBe(linear.LogEvidence, 0.1);
        (result.AnnealedSteps, result.AnnealedChains).ShouldBe((200, 16));
    }

    [Fact]
    public void LogLikelihood_OfAnyPrior_AgreesWithANumericalIntegral()
    {
        // x = 2 z + noise, z from a Laplace distribution away from zero.
        Vae model = OneDimensional(new LaplacePrior(covers: true), new DiagonalGaussian(1));
        float[] x = [-1, 0.5f, 3];
        double exact = x.Average(value => LogIntegral(value));
        EvaluationResult result = Evaluator.Evaluate(model, new FloatRows(x, new Shape(1)), options: new EvaluationOptions { AnnealedSteps = 300 }, cancellation: Cancellation);
        result.AnnealedLogLikelihood!.Value.ShouldBe(exact, 0.1);
    }

    [Fact]
    public void LogLikelihood_OfAnAutoencoder_NeedsNoPosteriorDensity()
    {
        Vae model = OneDimensional(new LaplacePrior(covers: true), new Deterministic(1));
        EvaluationResult result = Evaluator.Evaluate(model, new FloatRows([0.5f], new Shape(1)), options: new EvaluationOptions { AnnealedSteps = 300 }, cancellation: Cancellation);
        result.AnnealedLogLikelihood!.Value.ShouldBe(LogIntegral(0.5), 0.15);
    }

    [Fact]
    public void LogLikelihood_OfAPriorThatIsNoSpace_IsRefused() =>
        Should.Throw<InputException>(() => Evaluator.Evaluate(
            OneDimensional(new LaplacePrior(covers: false), new DiagonalGaussian(1)), new FloatRows([0.5f], new Shape(1)), options: new EvaluationOptions { AnnealedSteps = 5 }, cancellation: Cancellation))
            .Message.ShouldContain("importance samples");

    [Fact]
    public void Schedule_RisesFromZeroToOne()
    {
        double[] schedule = AnnealedImportanceSampling.Schedule(10);
        (schedule[0], schedule[10]).ShouldBe((0, 1));
        schedule.Zip(schedule.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
    }

    private static Vae OneDimensional(Prior prior, Posterior posterior)
    {
        var rng = new Rng(1);
        var decoder = new Linear(1, 1, Activation.None, rng);
        var model = new Vae(new Shape(1), new Linear(1, posterior.EncoderOutputs, Activation.None, rng), posterior, prior, decoder, new Gaussian(1, Variance.Fixed, 0.5), new Elbo());
        model.Parameters[2].Set([2f]);
        model.Parameters[3].Set([0f]);
        return model;
    }

    private static double LogIntegral(double x)
    {
        double sum = 0;
        const double Step = 1e-3;
        for (double z = -20; z < 20; z += Step)
        {
            double d = (x - (2 * z)) / 0.5;
            sum += Step * Math.Exp(-0.5 * d * d) / (0.5 * Math.Sqrt(2 * Math.PI)) * Math.Exp(-Math.Abs(z - 1) / 0.7) / 1.4;
        }
        return Math.Log(sum);
    }

    private sealed class LaplacePrior(bool covers) : Prior
    {
        public override int LatentSize => 1;

        public override Distribution Given(Tensor? condition = null) => new Covering(covers);
    }

    private sealed class Covering(bool covers) : Distribution
    {
        private readonly LaplaceDistribution _inner = new(Tensor.Constant([1f], new Shape(1, 1)), Tensor.Constant([MathF.Log(0.7f)], new Shape(1, 1)));

        public override bool CoversSpace => covers;

        public override Tensor Mean => _inner.Mean;

        public override Tensor LogProbability(Tensor x, Tensor? mask = null) => _inner.LogProbability(x, mask);

        public override Tensor ElementLogProbability(Tensor x) => _inner.LogProbability(x).Reshape(x.Shape);

        public override Tensor Sample(int samples, Rng rng) => _inner.Sample(samples, rng);
    }
}
