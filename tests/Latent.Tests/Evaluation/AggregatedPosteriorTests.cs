using Latent.Bounds;
using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation;

public sealed class AggregatedPosteriorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Measure_PosteriorThatIgnoresTheRow_HasNoInformation()
    {
        var linear = new LinearGaussian(new Elbo());
        linear.EncoderWeight.Set(new float[linear.EncoderWeight.Length]);
        AggregatedPosterior aggregated = Measure(linear);
        aggregated.MutualInformation.ShouldBe(0, 1e-5);
        aggregated.Gap.ShouldBe(Kl(linear), 1e-4);
    }

    [Fact]
    public void Measure_PosteriorsFarApart_TellTheRow()
    {
        var linear = new LinearGaussian(new Elbo());
        linear.EncoderWeight.Set([.. linear.EncoderWeight.ToArray().Select(w => 100 * w)]);
        AggregatedPosterior aggregated = Measure(linear);
        aggregated.MutualInformation.ShouldBe(Math.Log(LinearGaussian.Rows), 1e-3);
        (aggregated.MutualInformation + aggregated.Gap).ShouldBe(Kl(linear), 1e-2 * Kl(linear));
        (aggregated.Rows, aggregated.Draws).ShouldBe((LinearGaussian.Rows, 1000));
    }

    [Fact]
    public void Measure_PosteriorsThatOverlap_AgreesWithANumericalIntegral()
    {
        var linear = new LinearGaussian(new Elbo());
        double gap = GapOnAGrid(linear);
        AggregatedPosterior aggregated = Measure(linear);
        aggregated.Gap.ShouldBe(gap, 0.05);
        aggregated.MutualInformation.ShouldBe(Kl(linear) - gap, 0.05);
    }

    [Fact]
    public void Measure_MoreRowsThanDraws_TakesThemFromAllOver()
    {
        DataSet data = SmallData.Table(1500);
        Latent.Composition.ComposedModel composed = SmallData.Compose("vae", data);
        AggregatedPosterior aggregated = AggregatedPosterior.Measure(composed.Model, data.Rows, composed.Preparation, cancellation: Cancellation)!;
        (aggregated.Rows, aggregated.Draws).ShouldBe((1500, 1000));
        aggregated.MutualInformation.ShouldBeInRange(0, Math.Log(1500));
        AggregatedPosterior.Measure(SmallData.Compose("ae", data).Model, data.Rows, composed.Preparation, cancellation: Cancellation).ShouldBeNull();
    }

    private static AggregatedPosterior Measure(LinearGaussian linear) =>
        AggregatedPosterior.Measure(linear.Model, new FloatRows(linear.Values, new Shape(4)), cancellation: Cancellation)!;

    private static double Kl(LinearGaussian linear) => linear.Pass(1).Kl.ToArray().Sum() / LinearGaussian.Rows;

    /// <summary>KL(q(z) || p(z)), summed over a grid of two dimensions.</summary>
    private static double GapOnAGrid(LinearGaussian linear)
    {
        var posterior = (Latent.Distributions.GaussianDistribution)linear.Pass(1).Posterior;
        float[] means = posterior.Mean.ToArray(), logs = posterior.LogVariance.ToArray();
        const double Step = 0.02, Reach = 6;
        double sum = 0;
        for (double a = -Reach; a < Reach; a += Step)
        {
            for (double b = -Reach; b < Reach; b += Step)
            {
                double q = 0, p = Density(a, 0, 1) * Density(b, 0, 1);
                for (int r = 0; r < LinearGaussian.Rows; r++)
                {
                    q += Density(a, means[2 * r], Math.Exp(logs[2 * r])) * Density(b, means[(2 * r) + 1], Math.Exp(logs[(2 * r) + 1])) / LinearGaussian.Rows;
                }
                sum += q > 0 ? q * Math.Log(q / p) * Step * Step : 0;
            }
        }
        return sum;
    }

    private static double Density(double z, double mean, double variance) => Math.Exp(-0.5 * (z - mean) * (z - mean) / variance) / Math.Sqrt(2 * Math.PI * variance);
}
