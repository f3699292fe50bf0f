using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class LaplaceDistributionTests : DistributionContract
{
    private static readonly float[] s_means = [0.3f, -1.2f, 2, 0, -0.5f, 4];
    private static readonly float[] s_logScales = [0, 0.3f, -0.7f, 0.2f, -0.3f, 0.1f];

    protected override Parameter[] Parameters => [Parameter.Full(s_means), Parameter.Full(s_logScales)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 100, 0, 0, 3, -3), Parameter.Full(-12, -12, -12, 12, 12, 12)], [0, 1, -50]),
    ];

    protected override double[] Means => [.. s_means.Select(m => (double)m)];

    protected override double[] Variances => [.. s_logScales.Select(b => 2 * Math.Exp(2 * b))];

    protected override (double From, double To) Support => (-30, 30);

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new LaplaceDistribution(parameters[0], parameters[1]);

    [Fact]
    public void LogProbability_IsTheFormula()
    {
        var distribution = new LaplaceDistribution(Tensor.From([1, -2], new Shape(1, 2)), Tensor.From([0.5f], new Shape(1)));
        double expected = (-(3 + 4) / Math.Exp(0.5)) - 1 - (2 * Math.Log(2));
        ((double)distribution.LogProbability(Tensor.From([4, 2], new Shape(1, 2))).Item()).ShouldBe(expected, 1e-5);
    }
}
