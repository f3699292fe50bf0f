using Latent.Bounds;
using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Bounds;

public class ImportanceWeightedTests : BoundContract
{
    protected override Bound Create() => new ImportanceWeighted(5);

    [Fact]
    public void Objective_RisesWithTheSamplesTowardsTheEvidence()
    {
        var elbo = new LinearGaussian(new Elbo());
        (double mean, double error) last = elbo.Average(4000);
        (double mean, double error) one = new LinearGaussian(new ImportanceWeighted(1)).Average(4000);
        one.mean.ShouldBe(last.mean, 4 * Math.Sqrt((one.error * one.error) + (last.error * last.error)));
        foreach ((int samples, int draws) in new[] { (5, 2000), (50, 300), (500, 60) })
        {
            (double mean, double error) next = new LinearGaussian(new ImportanceWeighted(samples)).Average(draws);
            next.mean.ShouldBeGreaterThan(last.mean + (3 * Math.Sqrt((next.error * next.error) + (last.error * last.error))), $"{samples} samples");
            next.mean.ShouldBeLessThan(elbo.LogEvidence + (3 * next.error), $"{samples} samples");
            last = next;
        }
        last.mean.ShouldBe(elbo.LogEvidence, 0.01);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(50, true)]
    public void Objective_OfTheTruePosterior_IsTheEvidence(int samples, bool doublyReparameterized)
    {
        var linear = new LinearGaussian(new ImportanceWeighted(samples, doublyReparameterized), error: 0);
        ((double)linear.Objective(3).Item()).ShouldBe(linear.LogEvidence, 1e-5);
    }

    [Fact]
    public void Objective_IsTheLogOfTheMeanWeight()
    {
        var linear = new LinearGaussian(new ImportanceWeighted(5));
        float[] weights = linear.Pass(4).LogWeight.ToArray();
        double expected = Enumerable.Range(0, LinearGaussian.Rows).Average(r => Math.Log(Enumerable.Range(0, 5).Average(s => Math.Exp(weights[(s * LinearGaussian.Rows) + r]))));
        ((double)linear.Objective(4).Item()).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void LogLikelihood_OfTheEvaluator_IsTheEvidence()
    {
        var linear = new LinearGaussian(new Elbo());
        var rows = new FloatRows(linear.Values, linear.Shape.WithoutFirst());
        EvaluationResult result = Evaluator.Evaluate(linear.Model, rows, options: new EvaluationOptions { ImportanceSamples = 2000 }, cancellation: TestContext.Current.CancellationToken);
        result.LogLikelihood!.Value.ShouldBe(linear.LogEvidence, 0.02);
        result.Elbo.ShouldBeLessThan(result.LogLikelihood.Value);
    }

    [Fact]
    public void DoublyReparameterized_LeavesTheValueAndTheDecodersGradientAlone()
    {
        var plain = new LinearGaussian(new ImportanceWeighted(50));
        var doubly = new LinearGaussian(new ImportanceWeighted(50, doublyReparameterized: true));
        doubly.Objective(6).Item().ShouldBe(plain.Objective(6).Item());
        float[][] expected = FiniteDifferences.Gradients(plain.Model.Parameters, () => plain.Objective(6));
        float[][] actual = FiniteDifferences.Gradients(doubly.Model.Parameters, () => doubly.Objective(6));
        actual[2].ShouldBe(expected[2]);
        actual[3].ShouldBe(expected[3]);
        actual[0].ShouldNotBe(expected[0]);
    }

    [Fact]
    public void DoublyReparameterized_GivesTheEncoderTheSameGradientWithLessNoise()
    {
        var plain = new EncoderGradients(new ImportanceWeighted(50));
        var doubly = new EncoderGradients(new ImportanceWeighted(50, doublyReparameterized: true));
        doubly.ShouldAgreeWith(plain);
        doubly.Noise.ShouldBeLessThan(plain.Noise / 2);
    }

    [Fact]
    public void StickingTheLanding_LeavesTheValueAndTheDecodersGradientAlone()
    {
        var plain = new LinearGaussian(new ImportanceWeighted(5));
        var sticking = new LinearGaussian(new ImportanceWeighted(5, EncoderGradient.StickingTheLanding));
        sticking.Objective(6).Item().ShouldBe(plain.Objective(6).Item());
        float[][] expected = FiniteDifferences.Gradients(plain.Model.Parameters, () => plain.Objective(6));
        float[][] actual = FiniteDifferences.Gradients(sticking.Model.Parameters, () => sticking.Objective(6));
        actual[2].ShouldBe(expected[2]);
        actual[0].ShouldNotBe(expected[0]);
    }
}

public class DoublyReparameterizedTests : BoundContract
{
    protected override Bound Create() => new ImportanceWeighted(5, doublyReparameterized: true);

    // The encoder follows another estimator of the same expectation.
    private protected override IReadOnlyList<Tensor> Differentiable(LinearGaussian linear) => [linear.Model.Parameters[2], linear.Model.Parameters[3]];
}
