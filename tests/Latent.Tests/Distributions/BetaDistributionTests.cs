using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class BetaDistributionTests : DistributionContract
{
    private const double Least = 1e-4;
    private static readonly float[] s_logits = [0, 0.7f, -0.4f, 1.1f, -1, 0.2f];
    private static readonly float[] s_logs = [2.5f, 3, 2.3f, 3.5f, 2.9f, 4];

    protected override Parameter[] Parameters => [Parameter.Full(s_logits), Parameter.Full(s_logs)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 100, 0, 0, 30, -30), Parameter.Full(-5, -5, -5, 7, 7, 7)], [1e-6f, 0.5f, 0.999999f]),
    ];

    protected override double[] Means => [.. Counts().Select(c => c.A / (c.A + c.B))];

    protected override double[] Variances => [.. Counts().Select(c => c.A * c.B / Math.Pow(c.A + c.B, 2) / (c.A + c.B + 1))];

    protected override (double From, double To) Support => (1e-6, 1 - 1e-6);

    protected override bool IsReparameterized => false;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new BetaDistribution(parameters[0], parameters[1]);

    [Fact]
    public void LogProbability_OfAMaskedEnd_IsFinite()
    {
        var distribution = new BetaDistribution(Tensor.From([0, 0], new Shape(1, 2)), Tensor.From([2], new Shape(1)));
        float one = distribution.LogProbability(Tensor.From([0.3f, 0.3f], new Shape(1, 2)), Tensor.From([1, 0], new Shape(1, 2))).Item();
        distribution.LogProbability(Tensor.From([0.3f, 0], new Shape(1, 2)), Tensor.From([1, 0], new Shape(1, 2))).Item().ShouldBe(one);
    }

    private static IEnumerable<(double A, double B)> Counts() =>
        s_logits.Zip(s_logs, (l, c) => ((Math.Exp(c) / (1 + Math.Exp(-l))) + Least, (Math.Exp(c) / (1 + Math.Exp(l))) + Least));
}
