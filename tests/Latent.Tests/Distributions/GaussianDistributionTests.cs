using Latent.Distributions;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class GaussianDistributionTests : DistributionContract
{
    private static readonly float[] s_means = [0.3f, -1.2f, 2, 0, -0.5f, 4];
    private static readonly float[] s_logVariances = [0, 0.7f, -1.5f, 1, -0.3f, 0.2f];

    protected override Parameter[] Parameters => [Parameter.Full(s_means), Parameter.Full(s_logVariances)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 100, 0, 0, 3, -3), Parameter.Full(-12, -12, -12, 12, 12, 12)], [0, 1, -50]),
    ];

    protected override double[] Means => [.. s_means.Select(m => (double)m)];

    protected override double[] Variances => [.. s_logVariances.Select(v => Math.Exp(v))];

    protected override (double From, double To) Support => (-20, 20);

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new GaussianDistribution(parameters[0], parameters[1]);

    [Fact]
    public void KlTo_AnotherGaussian_IsThatOfAMillionSamplesAndOfQuadrature()
    {
        var q = new GaussianDistribution(Row(0.5f, -1, 0, 2), Row(0.3f, -1, 0, 1));
        var p = new GaussianDistribution(Row(0, 1, 0.2f, -1), Row(0, 0.5f, -0.4f, 1.5f));
        ShouldAgree(q, p, (j, x) => LogNormal(x, p.Mean.ToArray()[j], p.LogVariance.ToArray()[j]));
    }

    [Fact]
    public void KlTo_TheStandardNormal_IsThatOfAMillionSamplesAndOfQuadrature()
    {
        var q = new GaussianDistribution(Row(0.5f, -1, 0.1f, 2), Row(0.3f, -1, 0.5f, 1));
        ShouldAgree(q, new StandardNormal(4).Given(), (_, x) => LogNormal(x, 0, 0));
    }

    [Fact]
    public void KlTo_ItsParameters_HasTheGradientOfDifferences()
    {
        Tensor[] learned = [.. new[] { Row(0.5f, -1, 0, 2), Row(0.3f, -1, 0, 1), Row(0, 1, 0.2f, -1), Row(0, 0.5f, -0.4f, 1.5f) }.Select(t => Tensor.Parameter(t.ToArray(), t.Shape))];
        FiniteDifferences.ShouldAgree(learned, () => new GaussianDistribution(learned[0], learned[1]).KlTo(new GaussianDistribution(learned[2], learned[3]))!);
        FiniteDifferences.ShouldAgree(learned[..2], () => new GaussianDistribution(learned[0], learned[1]).KlTo(new StandardNormal(4).Given())!);
    }

    [Fact]
    public void KlTo_ItsOwn_IsZero()
    {
        var q = new GaussianDistribution(Row(0.5f, -1, 0, 2), Row(0.3f, -1, 0, 1));
        q.KlTo(q)!.ToArray().ShouldBe(new float[4], 1e-6);
        new GaussianDistribution(Row(0, 0, 0, 0), Row(0, 0, 0, 0)).KlTo(new StandardNormal(4).Given())!.ToArray().ShouldBe(new float[4]);
    }

    [Theory]
    [InlineData(-12)]
    [InlineData(12)]
    public void KlTo_AtExtremeVariances_IsFinite(float logVariance)
    {
        var q = new GaussianDistribution(Row(5, -5, 0, 1), Row(logVariance, logVariance, logVariance, logVariance));
        ShouldBeFinite(q.KlTo(new StandardNormal(4).Given())!);
        ShouldBeFinite(q.KlTo(new GaussianDistribution(Row(0, 0, 0, 0), Row(-logVariance, -logVariance, 0, 0)))!);
    }

    [Fact]
    public void LogProbability_WithOneVarianceForAll_StretchesIt()
    {
        Tensor mean = Tensor.From(s_means, new Shape(Rows, Values)), x = Tensor.Full(mean.Shape, 0.5f);
        float[] one = new GaussianDistribution(mean, Tensor.From([0.4f], new Shape(1))).LogProbability(x).ToArray();
        one.ShouldBe(new GaussianDistribution(mean, Tensor.Full(mean.Shape, 0.4f)).LogProbability(x).ToArray(), 1e-5);
        new GaussianDistribution(mean, Tensor.From([0.4f], new Shape(1))).Sample(7, new Rng(1)).Shape.ShouldBe(new Shape(7 * Rows, Values));
    }

    private static Tensor Row(params float[] values) => Tensor.From(values, new Shape(1, values.Length));

    private static double LogNormal(double x, double mean, double logVariance) =>
        -0.5 * (((x - mean) * (x - mean) / Math.Exp(logVariance)) + logVariance + Math.Log(2 * Math.PI));

    private static void ShouldAgree(GaussianDistribution q, Distribution p, Func<int, double, double> logPrior)
    {
        const int Draws = 1_000_000, Points = 20_000;
        float[] closed = q.KlTo(p)!.ToArray();
        Tensor z = q.Sample(Draws, new Rng(3));
        float[] sampled = (q.ElementLogProbability(z) - p.ElementLogProbability(z)).Mean(0).ToArray();
        float[] means = q.Mean.ToArray(), logVariances = q.LogVariance.ToArray();
        for (int j = 0; j < closed.Length; j++)
        {
            double deviation = Math.Exp(logVariances[j] / 2), step = 24 * deviation / Points, integral = 0;
            for (int i = 0; i <= Points; i++)
            {
                double x = means[j] - (12 * deviation) + (i * step), log = LogNormal(x, means[j], logVariances[j]);
                integral += step * Math.Exp(log) * (log - logPrior(j, x));
            }
            ((double)closed[j]).ShouldBe(integral, 1e-4 * (1 + integral));
            ((double)sampled[j]).ShouldBe(integral, 0.01 * integral);
        }
    }
}
