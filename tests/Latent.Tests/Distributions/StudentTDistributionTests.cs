using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class StudentTDistributionTests : DistributionContract
{
    private static readonly float[] s_locations = [0.3f, -1.2f, 2, 0, -0.5f, 4];
    private static readonly float[] s_logScales = [0, 0.3f, -0.7f, 0.2f, -0.3f, 0.1f];
    private static readonly float[] s_logDegrees = [2.3f, 2.2f, 3, 2.5f, 6, 2.4f];

    protected override Parameter[] Parameters => [Parameter.Full(s_locations), Parameter.Full(s_logScales), Parameter.Full(s_logDegrees)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 100, 0, 0, 3, -3), Parameter.Full(-12, -12, -12, 12, 12, 12), Parameter.Full(-2, 7, 0, 0.7f, -1, 3)], [0, 1, -50]),
    ];

    protected override double[] Means => [.. s_locations.Select(m => (double)m)];

    protected override double[] Variances => [.. s_logScales.Zip(s_logDegrees, (s, d) => Math.Exp(2 * s) * Math.Exp(d) / (Math.Exp(d) - 2))];

    protected override (double From, double To) Support => (-60, 60);

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new StudentTDistribution(parameters[0], parameters[1], parameters[2]);

    [Fact]
    public void LogProbability_OfOneDegree_IsCauchys()
    {
        var distribution = new StudentTDistribution(Tensor.From([1, -2], new Shape(1, 2)), Tensor.From([0.5f], new Shape(1)), Tensor.From([0], new Shape(1)));
        double scale = Math.Exp(0.5), expected = -(2 * Math.Log(Math.PI * scale)) - Math.Log(1 + (9 / (scale * scale))) - Math.Log(1 + (16 / (scale * scale)));
        ((double)distribution.LogProbability(Tensor.From([4, 2], new Shape(1, 2))).Item()).ShouldBe(expected, 1e-5);
    }
}
