using Latent.Distributions;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;
using Latent.Tests.Distributions;

namespace Latent.Tests.Priors;

public class LadderTests
{
    [Theory]
    [InlineData(400, 1, 1)]
    [InlineData(80, 1, 1, 1)]
    [InlineData(80, 2, 1)]
    public void LogProbability_OfPriorAndPosterior_IntegratesToOne(int points, params int[] levels)
    {
        LadderPrior prior = Create(levels);
        int values = prior.LatentSize;
        float[] grid = Quadrature.Cube(values, -8, 8, points);
        Tensor x = Tensor.From(grid, new Shape(grid.Length / values, values));
        Distribution q = new LadderPosterior(prior).Given(Encoded(1, values));
        foreach (Distribution distribution in new[] { prior.Given(), q })
        {
            float[] logs = distribution.LogProbability(x).ToArray();
            (logs.Sum(log => Math.Exp(log)) * Math.Pow(16.0 / points, values)).ShouldBe(1, 2e-3);
        }
    }

    [Fact]
    public void Posterior_OfALevel_WeighsEncoderAndPriorByTheirPrecisions()
    {
        LadderPrior prior = Create(1, 1);
        Tensor encoded = Tensor.From([0.7f, -0.4f, -0.5f, 0.3f], new Shape(1, 4));
        Distribution q = new LadderPosterior(prior).Given(encoded);
        GaussianDistribution top = prior.Level(1, null);
        top.LogVariance.Item().ShouldBe(0);
        (double mean, double variance) = Product(-0.4, Math.Exp(0.3), 0, 1);
        Tensor z = Tensor.From([0.2f, (float)mean], new Shape(1, 2));
        GaussianDistribution below = prior.Level(0, Tensor.From([(float)mean], new Shape(1, 1)));
        (double lower, double lowerVariance) = Product(0.7, Math.Exp(-0.5), below.Mean.Item(), Math.Exp(below.LogVariance.Item()));
        float[] means = q.Mean.ToArray();
        ((double)means[1]).ShouldBe(mean, 1e-5);
        ((double)means[0]).ShouldBe(lower, 1e-5);
        double expected = (-0.5 * Math.Log(2 * Math.PI * variance)) - (0.5 * Math.Log(2 * Math.PI * lowerVariance)) - (0.5 * Math.Pow(0.2 - lower, 2) / lowerVariance);
        ((double)q.LogProbability(z).Item()).ShouldBe(expected, 1e-4);

        static (double Mean, double Variance) Product(double a, double va, double b, double vb)
        {
            double v = 1 / ((1 / va) + (1 / vb));
            return (v * ((a / va) + (b / vb)), v);
        }
    }

    [Fact]
    public void Sample_OfManyDraws_HasTheDensitysMoments()
    {
        const int Draws = 100_000, Points = 400;
        LadderPrior prior = Create(1, 1);
        Distribution q = new LadderPosterior(prior).Given(Encoded(1, 2));
        float[] draws = q.Sample(Draws, new Rng(1)).ToArray(), grid = Quadrature.Cube(2, -8, 8, Points);
        float[] logs = q.LogProbability(Tensor.From(grid, new Shape(grid.Length / 2, 2))).ToArray();
        double cell = Math.Pow(16.0 / Points, 2);
        foreach (Func<double, double, double> moment in new Func<double, double, double>[] { (a, _) => a, (_, b) => b, (a, b) => a * b, (a, _) => a * a, (_, b) => b * b })
        {
            double exact = Enumerable.Range(0, logs.Length).Sum(i => cell * Math.Exp(logs[i]) * moment(grid[2 * i], grid[(2 * i) + 1]));
            double[] values = [.. Enumerable.Range(0, Draws).Select(i => moment(draws[2 * i], draws[(2 * i) + 1]))];
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            mean.ShouldBe(exact, (4.5 * deviation / Math.Sqrt(Draws)) + 1e-3);
        }
    }

    [Fact]
    public void SampleAndLogProbability_HaveTheGradientOfDifferences()
    {
        LadderPrior prior = Create(2, 1);
        var parameters = new ParameterSet();
        prior.Collect("prior", parameters);
        Tensor encoded = Tensor.Parameter(Encoded(2, 3).ToArray(), new Shape(2, 6));
        Tensor[] learned = [encoded, .. parameters];
        Distribution Posterior() => new LadderPosterior(prior).Given(encoded);
        Tensor x = Posterior().Sample(2, new Rng(1)).Detach();
        FiniteDifferences.ShouldAgree(learned, () => Posterior().LogProbability(x) - prior.Given().LogProbability(x));
        FiniteDifferences.ShouldAgree(learned, () => Posterior().Sample(2, new Rng(1)).Square());
    }

    [Fact]
    public void Prior_WithOrWithoutThePosterior_HasTheSameParameters()
    {
        LadderPrior prior = Create(2, 1);
        var parameters = new ParameterSet();
        new LadderPosterior(prior).Collect("posterior", parameters);
        parameters.Count.ShouldBe(0);
        prior.Collect("prior", parameters);
        parameters.Names.ShouldBe(["prior.0.0.weight", "prior.0.0.bias", "prior.0.1.weight", "prior.0.1.bias"]);
        prior.Given().Sample(5, new Rng(1)).Shape.ShouldBe(new Shape(5, 3));
    }

    private static LadderPrior Create(params int[] levels) => new(levels, [4], Activation.Tanh, new Rng(3));

    private static Tensor Encoded(int rows, int values) =>
        Tensor.From([.. Enumerable.Range(0, rows * 2 * values).Select(i => (float)(0.8 * Math.Sin(1 + (1.9 * i))))], new Shape(rows, 2 * values));
}
