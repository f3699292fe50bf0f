using Latent.Distributions;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class PoissonDistributionTests : DistributionContract
{
    private static readonly float[] s_logs = [0, -2, 1.1f, 2.2f, 3.1f, 3.4f];

    protected override Parameter[] Parameters => [Parameter.Full(s_logs)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes => [([Parameter.Full(-100, 15, 0, 0, 10, -10)], [0, 1, 5000])];

    protected override double[] Means => [.. s_logs.Select(l => Math.Exp(l))];

    protected override double[] Variances => Means;

    protected override (double From, double To) Support => (0, 99);

    protected override int Levels => 100;

    protected override bool IsReparameterized => false;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new PoissonDistribution(parameters[0]);

    [Theory]
    [InlineData(0.7)]
    [InlineData(9)]
    [InlineData(40)]
    public void Sample_OfManyDraws_HasTheMassOfEveryCount(double mean)
    {
        const int Count = 200_000;
        var distribution = new PoissonDistribution(Tensor.From([(float)Math.Log(mean)], new Shape(1, 1)));
        var seen = distribution.Sample(Count, new Rng(3)).ToArray().CountBy(x => x).ToDictionary();
        for (int x = 0; x < (2 * mean) + 8; x++)
        {
            double mass = Math.Exp(distribution.LogProbability(Tensor.From([x], new Shape(1, 1))).Item());
            ((double)seen.GetValueOrDefault(x) / Count).ShouldBe(mass, 4.5 * Math.Sqrt(mass / Count) + 1e-5, $"{x}");
        }
    }
}
