using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class ContinuousBernoulliDistributionTests : DistributionContract
{
    private static readonly float[] s_logits = [0.03f, 2, -3, 0.25f, -0.7f, 8];

    // Both sides of where the series gives way to the closed form, and of zero.
    private static readonly float[] s_grid =
    [
        -60, -20, -5, -1, -0.31f, -0.3001f, -0.3f, -0.2999f, -0.2f, -0.05f, -1e-3f, -1e-8f,
        0, 1e-8f, 1e-3f, 0.05f, 0.2f, 0.2999f, 0.3f, 0.3001f, 0.31f, 1, 5, 20, 60,
    ];

    protected override Parameter[] Parameters => [Parameter.Full(s_logits)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-60, 60, 0, 1e-8f, -1e-30f, 0.3f)], [0, 0.5f, 1]),
        ([Parameter.Full(-300, 300, -110, 110, -88, 88)], [0, 0.5f, 1]),
    ];

    protected override double[] Means => [.. s_logits.Select(l => ExactMean(l))];

    protected override double[] Variances => [.. s_logits.Select(l => Math.Abs(l) < 0.1 ? 1.0 / 12 : (1.0 / ((double)l * l)) - (0.25 / (Math.Sinh(l / 2.0) * Math.Sinh(l / 2.0))))];

    protected override (double From, double To) Support => (0, 1);

    protected override bool HasElements => false;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new ContinuousBernoulliDistribution(parameters[0]);

    [Fact]
    public void Mean_OverAllLogits_IsThatOfDoublePrecision()
    {
        float[] means = new ContinuousBernoulliDistribution(Column(s_grid)).Mean.ToArray();
        for (int i = 0; i < s_grid.Length; i++)
        {
            ((double)means[i]).ShouldBe(ExactMean(s_grid[i]), 1e-6, $"logit {s_grid[i]}");
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(1f)]
    public void LogProbability_OverAllLogits_IsThatOfDoublePrecision(float x)
    {
        float[] logs = new ContinuousBernoulliDistribution(Column(s_grid)).LogProbability(Tensor.Full(new Shape(s_grid.Length, 1), x)).ToArray();
        for (int i = 0; i < s_grid.Length; i++)
        {
            double exact = ExactLog(x, s_grid[i]);
            ((double)logs[i]).ShouldBe(exact, 4e-7 * (1 + Math.Abs(s_grid[i])), $"logit {s_grid[i]}");
        }
    }

    [Fact]
    public void LogProbability_ByTheLogit_IsTheValueLessTheMean()
    {
        var logits = Tensor.Parameter(s_grid, new Shape(s_grid.Length, 1));
        float[] gradient = FiniteDifferences.Gradients([logits], () => new ContinuousBernoulliDistribution(logits).LogProbability(Tensor.Full(logits.Shape, 0.3f)))[0];
        for (int i = 0; i < s_grid.Length; i++)
        {
            ((double)gradient[i]).ShouldBe(0.3 - ExactMean(s_grid[i]), 3e-6, $"logit {s_grid[i]}");
        }
    }

    [Fact]
    public void Sample_LiesInTheUnitInterval() =>
        new ContinuousBernoulliDistribution(Column(s_grid)).Sample(1000, new Rng(4)).ToArray().ShouldAllBe(v => v >= 0 && v <= 1);

    private static Tensor Column(float[] values) => Tensor.From(values, new Shape(values.Length, 1));

    private static double ExactMean(double logit) =>
        Math.Abs(logit) < 1e-2 ? 0.5 + (logit / 12) - (logit * logit * logit / 720) : 0.5 + (0.5 / Math.Tanh(logit / 2)) - (1 / logit);

    /// <summary>l x + log (l / (exp(l) - 1)), with exp(l) - 1 = 2 exp(l / 2) sinh(l / 2).</summary>
    private static double ExactLog(double x, double logit) =>
        (logit * (x - 0.5)) + (logit == 0 ? 0 : Math.Log(logit / 2 / Math.Sinh(logit / 2)));
}
