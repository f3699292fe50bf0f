using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class DiscretizedLogisticDistributionTests : DistributionContract
{
    private static readonly float[] s_locations = [0.5f, 0.1f, 0.9f, 0.3f, 1.2f, -0.1f];
    private static readonly float[] s_logScales = [-2, -3, -2.5f, -1, -1.5f, -0.5f];

    protected override Parameter[] Parameters => [Parameter.Full(s_locations), Parameter.Full(s_logScales)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 100, 0, 0, 3, 0.5f), Parameter.Full(-12, -12, -12, 12, 12, 12)], [0, 1, 128f / 255]),
    ];

    protected override double[] Means { get; } = [.. Reference.Select(LogisticReference.Mean)];

    protected override double[] Variances { get; } = [.. Reference.Select(LogisticReference.Variance)];

    protected override (double From, double To) Support => (0, 1);

    protected override int Levels => 256;

    protected override bool IsReparameterized => false;

    private static IEnumerable<double[]> Reference => s_locations.Zip(s_logScales, (l, s) => LogisticReference.Levels(l, Math.Exp(s)));

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new DiscretizedLogisticDistribution(parameters[0], parameters[1]);

    [Theory]
    [InlineData(0.4, -2)]
    [InlineData(0.999, -5.5)]
    [InlineData(-0.3, -3)]
    [InlineData(0.5, 4)]
    public void LogProbability_OfEveryLevel_IsTheDefinition(double location, double logScale)
    {
        double[] expected = LogisticReference.Levels((float)location, Math.Exp((float)logScale));
        Tensor levels = Tensor.From([.. Enumerable.Range(0, 256).Select(k => k / 255f)], new Shape(256, 1));
        var distribution = new DiscretizedLogisticDistribution(Tensor.From([(float)location], new Shape(1, 1)), Tensor.From([(float)logScale], new Shape(1)));
        float[] logs = distribution.LogProbability(levels).ToArray();
        for (int k = 0; k < 256; k++)
        {
            // Where the definition itself, a difference, has digits left.
            if (expected[k] > 1e-10)
            {
                ((double)logs[k]).ShouldBe(Math.Log(expected[k]), 2e-3 * (1 + Math.Abs(Math.Log(expected[k]))) * (logScale < -5 ? 1 : 0.05), $"level {k}");
            }
            logs[k].ShouldBeLessThanOrEqualTo(0);
        }
    }

    [Fact]
    public void LogProbability_FarInTheTails_StaysExact()
    {
        // At 40 scales from its centre a difference of the logistic function in double precision would be zero.
        var distribution = new DiscretizedLogisticDistribution(Tensor.From([0.8f], new Shape(1, 1)), Tensor.From([(float)Math.Log(0.01)], new Shape(1)));
        const float X = 102 / 255f;
        double expected = ((X - 0.8) / 0.01) + (0.5 / 2.55) + Math.Log(1 - Math.Exp(-1 / 2.55));
        ((double)distribution.LogProbability(Tensor.From([X], new Shape(1, 1))).Item()).ShouldBe(expected, 1e-3);
    }

    [Fact]
    public void Sample_IsOfLevels() =>
        Create().Sample(1000, new Rng(1)).ToArray().ShouldAllBe(v => v >= 0 && v <= 1 && Math.Abs((v * 255) - Math.Round(v * 255)) < 1e-4);

    [Fact]
    public void Mean_OfNarrowScales_IsWithinHalfALevel()
    {
        var distribution = new DiscretizedLogisticDistribution(Tensor.From([0.3f, 0.501f, -2, 2], new Shape(1, 4)), Tensor.Full(new Shape(1), -8));
        float[] mean = distribution.Mean.ToArray();
        float[] expected = [0.3f, 0.501f, 0, 1];
        mean.Zip(expected, (m, e) => Math.Abs(m - e)).ShouldAllBe(d => d < 0.5f / 255);
    }

    [Fact]
    public void Mean_ByItsParameters_HasTheGradientOfDifferences()
    {
        Tensor[] learned = [Tensor.Parameter(s_locations, new Shape(3, 2)), Tensor.Parameter(s_logScales, new Shape(3, 2))];
        FiniteDifferences.ShouldAgree(learned, () => new DiscretizedLogisticDistribution(learned[0], learned[1]).Mean.Square());
    }
}
