using Latent.Distributions;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public sealed class FullGaussianDistributionTests
{
    // Rows of two values: the means, the logarithms of the diagonal, and the element below it in units of 1 / sqrt(2).
    private static readonly float[] s_pairs = [0.5f, -1, 0.2f, -0.6f, 1.5f, -0.3f, 0.8f, -0.4f, 0.5f, -2.1f, 0, 0, 0, 0, 0];

    [Fact]
    public void LogProbability_OverAGrid_IntegratesToOne()
    {
        const int Side = 401;
        const double Reach = 14, Step = 2 * Reach / (Side - 1);
        float[] grid = new float[Side * Side * 3 * 2];
        for (int i = 0; i < grid.Length / 2; i++)
        {
            int point = i / 3;
            grid[2 * i] = (float)(-Reach + (Step * (point % Side)));
            grid[(2 * i) + 1] = (float)(-Reach + (Step * (point / Side)));
        }
        float[] logs = Pairs().LogProbability(Tensor.From(grid, new Shape(grid.Length / 2, 2))).ToArray();
        for (int row = 0; row < 3; row++)
        {
            Enumerable.Range(0, Side * Side).Sum(i => Math.Exp(logs[(3 * i) + row]) * Step * Step).ShouldBe(1, 1e-3, $"row {row}");
        }
    }

    [Fact]
    public void LogProbability_OfItsOwnDraws_IsThatOfTheSameValues()
    {
        FullGaussianDistribution distribution = Random(7, 3);
        Tensor draws = distribution.Sample(5, new Rng(2));
        draws.Shape.ShouldBe(new Shape(15, 7));
        float[] drawn = distribution.LogProbability(draws).ToArray();
        distribution.LogProbability(Tensor.From(draws.ToArray(), draws.Shape)).ToArray().ShouldBe(drawn, 1e-4);
    }

    [Fact]
    public void LogProbability_OfADiagonalFactor_IsThatOfADiagonalGaussian()
    {
        Tensor packed = Tensor.From([0.4f, -1, 0.3f, -0.5f, 0], new Shape(1, 5)), x = Tensor.From([0.1f, 0.7f, -2, 1], new Shape(2, 2));
        var diagonal = new GaussianDistribution(packed.Slice(1, 0, 2), packed.Slice(1, 2, 2) * 2);
        new FullGaussian(2).Given(packed).LogProbability(x).ToArray().ShouldBe(diagonal.LogProbability(x).ToArray(), 1e-5);
        new FullGaussian(2).Given(packed).KlTo(new StandardNormal(2).Given())!.Item().ShouldBe(diagonal.KlTo(new StandardNormal(2).Given())!.Sum().Item(), 1e-5f);
    }

    [Fact]
    public void Sample_OfManyDraws_HasTheMeanAndTheCovariance()
    {
        const int Draws = 200_000;
        FullGaussianDistribution distribution = Pairs();
        float[] draws = distribution.Sample(Draws, new Rng(3)).ToArray(), mean = distribution.Mean.ToArray(), factor = distribution.Factor.ToArray(), deviations = distribution.Deviations.ToArray();
        for (int row = 0; row < 3; row++)
        {
            double a = factor[4 * row], b = factor[(4 * row) + 2], c = factor[(4 * row) + 3];
            factor[(4 * row) + 1].ShouldBe(0);
            double first = 0, xx = 0, xy = 0, yy = 0;
            for (int i = 0; i < Draws; i++)
            {
                double x = draws[(((i * 3) + row) * 2) + 0] - mean[2 * row], y = draws[(((i * 3) + row) * 2) + 1] - mean[(2 * row) + 1];
                first += x / Draws;
                xx += x * x / Draws;
                xy += x * y / Draws;
                yy += y * y / Draws;
            }
            first.ShouldBe(0, 0.01 * a);
            xx.ShouldBe(a * a, 0.015 * a * a);
            xy.ShouldBe(a * b, 0.015 * a * Math.Sqrt((b * b) + (c * c)));
            yy.ShouldBe((b * b) + (c * c), 0.015 * ((b * b) + (c * c)));
            ((double)deviations[(2 * row) + 1]).ShouldBe(Math.Sqrt((b * b) + (c * c)), 1e-5);
        }
    }

    [Fact]
    public void KlTo_TheStandardNormal_IsThatOfAMillionSamples()
    {
        FullGaussianDistribution distribution = Random(6, 1);
        Distribution prior = new StandardNormal(6).Given();
        Tensor closed = distribution.KlTo(prior)!;
        closed.Shape.ShouldBe(new Shape(1, 1));
        double sampled = 0;
        var rng = new Rng(5);
        for (int i = 0; i < 10; i++)
        {
            Tensor draws = distribution.Sample(100_000, rng);
            sampled += (distribution.LogProbability(draws) - prior.LogProbability(draws)).ToArray().Average(v => (double)v) / 10;
        }
        ((double)closed.Item()).ShouldBe(sampled, 0.01 * sampled);
        distribution.KlTo(distribution).ShouldBeNull();
    }

    [Fact]
    public void Everything_ByItsParameters_HasTheGradientOfDifferences()
    {
        Tensor learned = Tensor.Parameter(s_pairs, new Shape(3, 5));
        var posterior = new FullGaussian(2);
        Tensor x = Tensor.Normal(new Shape(6, 2), new Rng(1));
        FiniteDifferences.ShouldAgree([learned], () => posterior.Given(learned).LogProbability(x));
        FiniteDifferences.ShouldAgree([learned], () => posterior.Given(learned).Sample(2, new Rng(5)).Square());
        FiniteDifferences.ShouldAgree([learned], () => posterior.Given(learned).KlTo(new StandardNormal(2).Given())!);
        Tensor moved = Tensor.Parameter(x.ToArray(), x.Shape);
        FiniteDifferences.ShouldAgree([moved], () => Pairs().LogProbability(moved));
    }

    [Fact]
    public void LogProbability_OfFewerRows_MeetsTheValuesAgain()
    {
        Tensor one = Tensor.From([0.3f, 0.9f], new Shape(1, 2));
        Pairs().LogProbability(one).ToArray().ShouldBe(Pairs().LogProbability(one.Repeat(3)).ToArray());
        Should.Throw<NotSupportedException>(() => Pairs().LogProbability(one, one));
        Pairs().Factorizes.ShouldBeFalse();
    }

    [Fact]
    public void Detach_KeepsTheValuesAndStopsTheGradient()
    {
        Tensor learned = Tensor.Parameter(s_pairs, new Shape(3, 5)), x = Tensor.Normal(new Shape(3, 2), new Rng(1));
        using Tape.Scope scope = new Tape().Begin();
        Distribution distribution = new FullGaussian(2).Given(learned);
        Tensor held = distribution.Detach().LogProbability(x);
        held.ToArray().ShouldBe(distribution.LogProbability(x).ToArray());
        held.RequiresGradient.ShouldBeFalse();
    }

    [Fact]
    public void Posterior_OfOneValue_HasNothingBelowTheDiagonal()
    {
        var posterior = new FullGaussian(1);
        posterior.EncoderOutputs.ShouldBe(2);
        new FullGaussian(50).EncoderOutputs.ShouldBe(50 + 50 + (50 * 49 / 2));
        float log = posterior.Given(Tensor.From([1, 0.5f], new Shape(1, 2))).LogProbability(Tensor.From([0.2f], new Shape(1, 1))).Item();
        ((double)log).ShouldBe((-0.5 * 0.64 / Math.Exp(1)) - 0.5 - (0.5 * Math.Log(2 * Math.PI)), 1e-5);
    }

    private static FullGaussianDistribution Pairs() => (FullGaussianDistribution)new FullGaussian(2).Given(Tensor.From(s_pairs, new Shape(3, 5)));

    private static FullGaussianDistribution Random(int size, int rows)
    {
        var posterior = new FullGaussian(size);
        return (FullGaussianDistribution)posterior.Given(Tensor.Normal(new Shape(rows, posterior.EncoderOutputs), new Rng(4)) * 0.5f);
    }
}
