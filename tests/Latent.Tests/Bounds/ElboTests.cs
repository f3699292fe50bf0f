using Latent.Bounds;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Bounds;

public class ElboTests : BoundContract
{
    protected override Bound Create() => new Elbo();

    [Fact]
    public void Objective_OfTheTruePosterior_IsTheEvidence()
    {
        // Every weight is p(x) itself; the closed KL leaves only the noise of the reconstruction.
        var linear = new LinearGaussian(new Elbo(samples: 3), error: 0);
        linear.Pass(5).LogWeight.ToArray().Average(w => (double)w).ShouldBe(linear.LogEvidence, 1e-5);
        (double mean, double error) = linear.Average(2000);
        mean.ShouldBe(linear.LogEvidence, 4 * error);
    }

    [Fact]
    public void Objective_OfAnotherPosterior_IsStrictlyBelowTheEvidence()
    {
        var linear = new LinearGaussian(new Elbo());
        (double mean, double error) = linear.Average(2000);
        mean.ShouldBeLessThan(linear.LogEvidence - (10 * error));
    }

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(2.5, 0.6)]
    [InlineData(9, 1)]
    public void Objective_WithAScheduledBeta_WeighsTheKl(double epoch, double beta)
    {
        var linear = new LinearGaussian(new Elbo(Schedule.Linear(0.2, 1, 5), samples: 3));
        (double reconstruction, double[] kl) = ByHand(linear.Pass(4));
        ((double)linear.Objective(4, epoch).Item()).ShouldBe(reconstruction - (beta * kl.Sum()), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Objective_WithFreeBits_RaisesTheKlOfIdleDimensions(int samples)
    {
        (_, double[] kl) = ByHand(new LinearGaussian(new Elbo()).Pass(4));
        double floor = (kl[0] + kl[1]) / 2;
        var linear = new LinearGaussian(new Elbo(freeBits: floor, samples: samples));
        (double reconstruction, kl) = ByHand(linear.Pass(4));
        kl.Min().ShouldBeLessThan(floor);
        kl.Max().ShouldBeGreaterThan(floor);
        ((double)linear.Objective(4).Item()).ShouldBe(reconstruction - floor - kl.Max(), 1e-5);
        FiniteDifferences.ShouldAgree(linear.Model.Parameters, () => linear.Objective(4), tolerance: 5e-3);
    }

    /// <summary>The mean log p(x|z) over rows and samples, and every dimension's mean KL, in double precision.</summary>
    internal static (double Reconstruction, double[] Kl) ByHand(Pass pass)
    {
        float[] mean = pass.Posterior.Mean.ToArray(), log = ((Latent.Distributions.GaussianDistribution)pass.Posterior).LogVariance.ToArray();
        float[] x = pass.Batch.Values.ToArray(), centre = pass.Likelihood.Mean.ToArray();
        double[] kl = new double[2];
        for (int i = 0; i < mean.Length; i++)
        {
            kl[i % 2] += 0.5 * (((double)mean[i] * mean[i]) + Math.Exp(log[i]) - 1 - log[i]) / pass.Batch.Rows;
        }
        double reconstruction = 0;
        for (int i = 0; i < centre.Length; i++)
        {
            double d = (x[i % x.Length] - centre[i]) / 0.5;
            reconstruction += -0.5 * ((d * d) + Math.Log(2 * Math.PI * 0.25)) / (pass.Batch.Rows * pass.Samples);
        }
        return (reconstruction, kl);
    }
}
