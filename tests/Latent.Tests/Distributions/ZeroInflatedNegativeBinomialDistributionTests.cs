using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class ZeroInflatedNegativeBinomialDistributionTests : DistributionContract
{
    private static readonly float[] s_logMeans = [0, -1, 1.1f, 2.2f, 2.5f, 1.5f];
    private static readonly float[] s_logs = [-0.5f, 0, -1, -2, -3, -6];
    private static readonly float[] s_logits = [0, -1, 0.5f, -3, 1, -2];

    protected override Parameter[] Parameters => [Parameter.Full(s_logMeans), Parameter.Full(s_logs), Parameter.Full(s_logits)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Parameter.Full(-100, 15, 0, 0, 10, -10), Parameter.Full(-6.9f, 6, -6.9f, 6, 0, 3), Parameter.Full(-60, 60, 100, -100, 0, 3)], [0, 1, 5000]),
    ];

    protected override double[] Means => [.. s_logMeans.Zip(s_logits, (m, l) => Math.Exp(m) * Kept(l))];

    protected override double[] Variances => [.. Enumerable.Range(0, 6).Select(i =>
    {
        double mean = Math.Exp(s_logMeans[i]), kept = Kept(s_logits[i]);
        return (kept * (mean + (Math.Exp(s_logs[i]) * mean * mean))) + (kept * (1 - kept) * mean * mean);
    })];

    protected override (double From, double To) Support => (0, 299);

    protected override int Levels => 300;

    protected override bool IsReparameterized => false;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new ZeroInflatedNegativeBinomialDistribution(parameters[0], parameters[1], parameters[2]);

    [Fact]
    public void LogProbability_WithoutLosses_IsTheNegativeBinomials()
    {
        Tensor means = Tensor.From([-1, 0, 2], new Shape(1, 3)), log = Tensor.From([-1], new Shape(1)), x = Tensor.From([0, 1, 7], new Shape(1, 3));
        float[] expected = new NegativeBinomialDistribution(means, log).ElementLogProbability(x).ToArray();
        new ZeroInflatedNegativeBinomialDistribution(means, log, Tensor.Full(new Shape(1, 3), -40)).ElementLogProbability(x).ToArray().ShouldBe(expected, 1e-6);
    }

    private static double Kept(double logit) => 1 / (1 + Math.Exp(logit));
}
