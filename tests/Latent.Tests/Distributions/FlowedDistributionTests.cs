using Latent.Distributions;
using Latent.Flows;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Distributions;

public sealed class FlowedDistributionTests
{
    private const int Rows = 3;
    private const int Size = 4;

    [Fact]
    public void LogProbability_OfItsOwnDraws_IsThatOfTheSameValuesByTheInverse()
    {
        FlowedDistribution distribution = Create(new InverseAutoregressive(Size, [10], new Rng(1), contextSize: 2));
        Tensor draws = distribution.Sample(5, new Rng(2));
        draws.Shape.ShouldBe(new Shape(5 * Rows, Size));
        float[] drawn = distribution.LogProbability(draws).ToArray();
        distribution.LogProbability(Tensor.From(draws.ToArray(), draws.Shape)).ToArray().ShouldBe(drawn, 1e-4);

        // Draws of before are still known.
        distribution.Sample(2, new Rng(3));
        distribution.LogProbability(draws).ToArray().ShouldBe(drawn);
    }

    [Fact]
    public void LogProbability_OfOtherValuesWithoutAnInverse_SaysSo()
    {
        FlowedDistribution distribution = Create(new Planar(Size));
        Tensor draws = distribution.Sample(1, new Rng(1));
        distribution.LogProbability(draws).ToArray().ShouldAllBe(v => float.IsFinite(v));
        Should.Throw<NotSupportedException>(() => distribution.LogProbability(Tensor.Zeros(draws.Shape))).Message.ShouldContain("flow with an inverse");
    }

    [Fact]
    public void LogProbability_OfFewerRows_MeetsTheValuesAgain()
    {
        FlowedDistribution distribution = Create(new InverseAutoregressive(Size, [10], new Rng(1), contextSize: 2));
        Tensor one = Tensor.Full(new Shape(1, Size), 0.4f);
        distribution.LogProbability(one).ToArray().ShouldBe(distribution.LogProbability(one.Repeat(Rows)).ToArray());
    }

    [Fact]
    public void LogProbability_OfSomeValuesAlone_IsRefused()
    {
        FlowedDistribution distribution = Create(new Planar(Size));
        Tensor draws = distribution.Sample(1, new Rng(1));
        distribution.Factorizes.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => distribution.LogProbability(draws, Tensor.Full(draws.Shape, 1)));
        Should.Throw<NotSupportedException>(() => distribution.ElementLogProbability(draws));
    }

    [Fact]
    public void Create_WithAnotherContext_IsRefused() =>
        Should.Throw<ArgumentException>(() => new FlowedDistribution(new StandardNormal(2).Given(), new Planar(2), Tensor.Zeros(new Shape(1, 3)))).Message.ShouldContain("takes a context of 5");

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void KlEstimates_HaveTheMeanOfTheLogRatioAndLessNoise(bool flowedPosterior, bool flowedPrior)
    {
        const int Draws = 50_000;
        FlowedDistribution flowed = Create(new InverseAutoregressive(Size, [10], new Rng(1), contextSize: 2));
        Distribution q = flowedPosterior ? flowed : flowed.Start;
        Distribution p = flowedPrior ? new FlowPrior(new Coupling(Size, [8], new Rng(2))).Given() : new StandardNormal(Size).Given();
        Tensor draws = q.Sample(Draws, new Rng(4));
        float[] estimates = q.KlEstimates(p, draws).ToArray(), ratios = (q.LogProbability(draws) - p.LogProbability(draws)).ToArray();
        estimates.Length.ShouldBe(Draws * Rows);
        for (int row = 0; row < Rows; row++)
        {
            (double mean, double variance) = Moments(estimates, row);
            (double expected, double more) = Moments(ratios, row);
            mean.ShouldBe(expected, 5 * Math.Sqrt((variance + more) / Draws), $"row {row}");
            variance.ShouldBeLessThan(more, $"row {row}");
        }
    }

    [Fact]
    public void KlEstimates_OfFlowsThatDoNothing_AreTheDivergenceToTheBit()
    {
        var start = new GaussianDistribution(Tensor.From([0.4f, -1], new Shape(1, 2)), Tensor.From([0.3f, -0.5f], new Shape(1, 2)));
        var flowed = new FlowedDistribution(start, new Planar(2), Tensor.Zeros(new Shape(1, 5)));
        Distribution prior = new StandardNormal(2).Given();
        float closed = start.KlTo(prior)!.Sum().Item();
        flowed.KlEstimates(prior, flowed.Sample(10, new Rng(1))).ToArray().ShouldAllBe(e => Math.Abs(e - closed) < 1e-5);
    }

    private static (double Mean, double Variance) Moments(float[] values, int row)
    {
        double[] own = [.. values.Where((_, i) => i % Rows == row).Select(v => (double)v)];
        double mean = own.Average();
        return (mean, own.Average(v => (v - mean) * (v - mean)));
    }

    private static FlowedDistribution Create(Flow flow)
    {
        var rng = new Rng(8);
        var start = new GaussianDistribution(Tensor.Normal(new Shape(Rows, Size), rng), Tensor.Normal(new Shape(Rows, Size), rng));
        return new FlowedDistribution(start, flow, Tensor.Normal(new Shape(Rows, flow.ContextSize), rng));
    }
}
