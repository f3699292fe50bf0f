using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class BernoulliDistributionTests : DistributionContract
{
    private static readonly float[] s_logits = [0, 2, -3, 0.5f, -0.7f, 1];

    protected override Parameter[] Parameters => [Parameter.Full(s_logits)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes => [([Parameter.Full(-60, 60, 0, 1e-8f, -100, 100)], [0, 0.5f, 1])];

    protected override double[] Means => [.. s_logits.Select(l => 1 / (1 + Math.Exp(-l)))];

    protected override double[] Variances => [.. Means.Select(p => p * (1 - p))];

    protected override (double From, double To) Support => (0, 1);

    protected override int Levels => 2;

    protected override bool HasElements => false;

    protected override bool IsReparameterized => false;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new BernoulliDistribution(parameters[0]);

    [Fact]
    public void Sample_IsBinary() => Create().Sample(1000, new Rng(1)).ToArray().ShouldAllBe(v => v == 0 || v == 1);

    [Fact]
    public void LogProbability_OfAGreyLevel_IsTheExpectationOfBinarisedOnes()
    {
        var distribution = new BernoulliDistribution(Tensor.From([1.5f], new Shape(1, 1)));
        double p = 1 / (1 + Math.Exp(-1.5));
        ((double)distribution.LogProbability(Tensor.From([0.3f], new Shape(1, 1))).Item()).ShouldBe((0.3 * Math.Log(p)) + (0.7 * Math.Log(1 - p)), 1e-6);
    }
}
