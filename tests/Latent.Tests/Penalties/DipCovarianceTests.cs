using Latent.Distributions;
using Latent.Penalties;
using Latent.Tests.Contracts;

namespace Latent.Tests.Penalties;

public class DipCovarianceTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new DipCovariance(aggregated: true, weight, 2 * weight);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Value_IsTheSquaredDistanceOfTheCovarianceFromTheIdentity(bool aggregated)
    {
        Pass pass = Pass();
        double[][] mean = RowsOf(pass.Posterior.Mean), log = RowsOf(((GaussianDistribution)pass.Posterior).LogVariance);
        double[] centre = [mean.Average(m => m[0]), mean.Average(m => m[1])];
        double Covariance(int a, int b) => mean.Average(m => (m[a] - centre[a]) * (m[b] - centre[b])) + (aggregated && a == b ? log.Average(l => Math.Exp(l[a])) : 0);
        double expected = (7 * 2 * Math.Pow(Covariance(0, 1), 2)) + (3 * (Math.Pow(Covariance(0, 0) - 1, 2) + Math.Pow(Covariance(1, 1) - 1, 2)));
        ((double)new DipCovariance(aggregated, 7, 3).Value(pass, LinearGaussian.Context()).Item()).ShouldBe(expected, 1e-5);
    }
}

public class DipCovarianceOfMeansTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new DipCovariance(aggregated: false, weight, 2 * weight);
}
