using Latent.Bounds;
using Latent.Tests.Contracts;

namespace Latent.Tests.Bounds;

public class RenyiTests : BoundContract
{
    protected override Bound Create() => new Renyi(5, 0.4);

    [Fact]
    public void Objective_FallsInAlpha_FromTheWeightedBoundToTheElbo()
    {
        double last = new LinearGaussian(new ImportanceWeighted(20)).Objective(4).Item();
        ((double)new LinearGaussian(new Renyi(20, 0)).Objective(4).Item()).ShouldBe(last, 1e-5);
        foreach (double alpha in new[] { 0.25, 0.5, 0.75, 0.95, 1 })
        {
            double next = new LinearGaussian(new Renyi(20, alpha)).Objective(4).Item();
            next.ShouldBeLessThan(last, $"alpha {alpha}");
            last = next;
        }
        last.ShouldBe(new LinearGaussian(new Elbo(samples: 20, sticksTheLanding: true)).Objective(4).Item(), 1e-5);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(3)]
    public void Objective_IsTheLogOfTheMeanPower(double alpha)
    {
        var linear = new LinearGaussian(new Renyi(5, alpha));
        float[] weights = linear.Pass(4).LogWeight.ToArray();
        double expected = Enumerable.Range(0, LinearGaussian.Rows).Average(r =>
            Math.Log(Enumerable.Range(0, 5).Average(s => Math.Exp((1 - alpha) * weights[(s * LinearGaussian.Rows) + r]))) / (1 - alpha));
        ((double)linear.Objective(4).Item()).ShouldBe(expected, 1e-4);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    public void DoublyReparameterized_GivesTheEncoderTheSameGradientOnAverage(double alpha) =>
        new EncoderGradients(new Renyi(10, alpha, EncoderGradient.DoublyReparameterized)).ShouldAgreeWith(new EncoderGradients(new Renyi(10, alpha)));

    [Fact]
    public void Objective_OfTheTruePosterior_IsTheEvidence()
    {
        var linear = new LinearGaussian(new Renyi(5), error: 0);
        ((double)linear.Objective(3).Item()).ShouldBe(linear.LogEvidence, 1e-5);
    }
}
