using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class GaussianMixtureDistributionTests
{
    private const int Components = 3;

    [Theory]
    [InlineData(1, 4000)]
    [InlineData(2, 400)]
    [InlineData(3, 80)]
    public void LogProbability_OverTheSpace_IntegratesToOne(int values, int points)
    {
        float[] grid = Quadrature.Cube(values, -9, 9, points);
        float[] logs = Create(values).LogProbability(Tensor.From(grid, new Shape(grid.Length / values, values))).ToArray();
        (logs.Sum(log => Math.Exp(log)) * Math.Pow(18.0 / points, values)).ShouldBe(1, 1e-3);
    }

    [Fact]
    public void LogProbability_IsTheFormula()
    {
        GaussianMixtureDistribution mixture = Create(2);
        float[] x = [0.3f, -1, 2, 0.5f], logs = mixture.LogProbability(Tensor.From(x, new Shape(2, 2))).ToArray();
        float[] means = mixture.Means.ToArray(), logVariances = mixture.LogVariances.ToArray(), weights = mixture.LogWeights.ToArray();
        for (int r = 0; r < 2; r++)
        {
            double density = 0;
            for (int k = 0; k < Components; k++)
            {
                double log = weights[k];
                for (int j = 0; j < 2; j++)
                {
                    log -= 0.5 * ((Math.Pow(x[(2 * r) + j] - means[(2 * k) + j], 2) / Math.Exp(logVariances[(2 * k) + j])) + logVariances[(2 * k) + j] + Math.Log(2 * Math.PI));
                }
                density += Math.Exp(log);
            }
            ((double)logs[r]).ShouldBe(Math.Log(density), 1e-5);
        }
    }

    [Fact]
    public void LogProbability_OfOneComponentFarAway_IsThatOfTheGaussian()
    {
        Tensor mean = Tensor.From([300, -200], new Shape(1, 2)), logVariance = Tensor.From([-4, 2], new Shape(1, 2));
        var gaussian = new GaussianDistribution(mean, logVariance);
        Tensor x = gaussian.Sample(20, new Rng(1));
        float[] expected = gaussian.LogProbability(x).ToArray();
        new GaussianMixtureDistribution(mean, logVariance, Tensor.Zeros(new Shape(1))).LogProbability(x).ToArray().ShouldBe(expected, 1e-3);
    }

    [Fact]
    public void Sample_OfManyDraws_HasTheMomentsOfTheMixture()
    {
        const int Draws = 400_000;
        GaussianMixtureDistribution mixture = Create(2);
        float[] draws = mixture.Sample(Draws, new Rng(1)).ToArray(), mean = mixture.Mean.ToArray();
        float[] means = mixture.Means.ToArray(), logVariances = mixture.LogVariances.ToArray(), weights = mixture.LogWeights.ToArray();
        for (int j = 0; j < 2; j++)
        {
            double first = Enumerable.Range(0, Components).Sum(k => Math.Exp(weights[k]) * means[(2 * k) + j]);
            double second = Enumerable.Range(0, Components).Sum(k => Math.Exp(weights[k]) * ((means[(2 * k) + j] * (double)means[(2 * k) + j]) + Math.Exp(logVariances[(2 * k) + j])));
            double fourth = 0, sum = 0, squares = 0;
            for (int i = 0; i < Draws; i++)
            {
                double x = draws[(2 * i) + j];
                sum += x / Draws;
                squares += x * x / Draws;
                fourth += x * x * x * x / Draws;
            }
            ((double)mean[j]).ShouldBe(first, 1e-5);
            sum.ShouldBe(first, 4.5 * Math.Sqrt((second - (first * first)) / Draws));
            squares.ShouldBe(second, 4.5 * Math.Sqrt((fourth - (second * second)) / Draws));
        }
    }

    [Fact]
    public void LogProbability_ByItsParametersAndValues_HasTheGradientOfDifferences()
    {
        GaussianMixtureDistribution mixture = Create(2);
        Tensor[] learned =
        [
            .. new[] { mixture.Means, mixture.LogVariances, Tensor.From([0.1f, -0.4f, 0.2f], new Shape(Components)), Tensor.From([0.4f, 0.2f, -1, 0.7f], new Shape(2, 2)) }
                .Select(t => Tensor.Parameter(t.ToArray(), t.Shape)),
        ];
        FiniteDifferences.ShouldAgree(learned, () => new GaussianMixtureDistribution(learned[0], learned[1], learned[2] - learned[2].LogSumExp(0)).LogProbability(learned[3]));
        Tensor one = Tensor.Parameter([0.3f], new Shape(1));
        FiniteDifferences.ShouldAgree([one], () => new GaussianMixtureDistribution(mixture.Means, one, mixture.LogWeights).LogProbability(learned[3]));
    }

    [Fact]
    public void Everything_AtExtremeParameters_IsFinite()
    {
        Tensor means = Tensor.Parameter([-100, 100, 0, 0, 3, -3], new Shape(Components, 2)), logVariances = Tensor.Parameter([-12, -12, -12, 12, 12, 12], new Shape(Components, 2));
        Tensor weights = Tensor.From([-80, 0, -2], new Shape(Components));
        foreach (float value in new[] { 0f, 1, -50 })
        {
            Tensor x = Tensor.Full(new Shape(3, 2), value);
            FiniteDifferences.Gradients([means, logVariances], () => new GaussianMixtureDistribution(means, logVariances, weights).LogProbability(x)).ShouldAllBe(g => g.All(float.IsFinite));
        }
        new GaussianMixtureDistribution(means, logVariances, weights).Sample(100, new Rng(1)).ToArray().ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void Mixture_HasNoPartsOfARow()
    {
        GaussianMixtureDistribution mixture = Create(2);
        Tensor x = mixture.Sample(3, new Rng(1));
        mixture.Factorizes.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => mixture.ElementLogProbability(x));
        Should.Throw<NotSupportedException>(() => mixture.LogProbability(x, Tensor.Full(x.Shape, 1))).Message.ShouldContain("mask");
    }

    [Fact]
    public void Detach_KeepsTheValuesAndStopsTheGradient()
    {
        Tensor means = Tensor.Parameter(Create(2).Means.ToArray(), new Shape(Components, 2));
        var tape = new Tape();
        using Tape.Scope scope = tape.Begin();
        var mixture = new GaussianMixtureDistribution(means, Create(2).LogVariances, Create(2).LogWeights);
        Tensor x = Tensor.From([0.4f, 0.2f], new Shape(1, 2)), held = mixture.Detach().LogProbability(x);
        held.ToArray().ShouldBe(mixture.LogProbability(x).ToArray());
        held.RequiresGradient.ShouldBeFalse();
    }

    private static GaussianMixtureDistribution Create(int values) => new(
        Tensor.From([.. Enumerable.Range(0, Components * values).Select(i => (float)(2 * Math.Sin(1 + (2.3 * i))))], new Shape(Components, values)),
        Tensor.From([.. Enumerable.Range(0, Components * values).Select(i => (float)Math.Cos(3 * i) * 0.8f)], new Shape(Components, values)),
        Tensor.From([(float)Math.Log(0.5), (float)Math.Log(0.2), (float)Math.Log(0.3)], new Shape(Components)));
}
