using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class NegativeBinomialDistributionTests : DistributionContract
{
    private static readonly float[] s_logMeans = [0, -2, 1.1f, 2.2f, 2.5f, 1.5f];
    private static readonly float[] s_logs = [-0.5f, 0, -1, -2, -3, -6];

    protected override Parameter[] Parameters => [Parameter.Full(s_logMeans), Parameter.Full(s_logs)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 15, 0, 0, 10, -10), Parameter.Full(-6.9f, 6, -6.9f, 6, 0, 3)], [0, 1, 5000]),
    ];

    protected override double[] Means => [.. s_logMeans.Select(l => Math.Exp(l))];

    protected override double[] Variances => [.. s_logMeans.Zip(s_logs, (m, d) => Math.Exp(m) + Math.Exp((2 * m) + d))];

    protected override (double From, double To) Support => (0, 299);

    protected override int Levels => 300;

    protected override bool IsReparameterized => false;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new NegativeBinomialDistribution(parameters[0], parameters[1]);

    [Fact]
    public void LogProbability_OfOverdispersionOne_IsTheGeometrics()
    {
        var distribution = new NegativeBinomialDistribution(Tensor.From([MathF.Log(3), MathF.Log(3)], new Shape(1, 2)), Tensor.From([0], new Shape(1)));
        double expected = (2 * Math.Log(0.25)) + (5 * Math.Log(0.75));
        ((double)distribution.LogProbability(Tensor.From([0, 5], new Shape(1, 2))).Item()).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void LogProbability_AlmostWithoutOverdispersion_IsNearThePoissons()
    {
        Tensor means = Tensor.From([-3, 0, 2, 5], new Shape(1, 4)), x = Tensor.From([1, 0, 9, 150], new Shape(1, 4));
        float[] poisson = new PoissonDistribution(means).ElementLogProbability(x).ToArray();
        new NegativeBinomialDistribution(means, Tensor.From([MathF.Log(1e-4f)], new Shape(1))).ElementLogProbability(x).ToArray().ShouldBe(poisson, 0.02);
    }
}
