using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class DiscretizedLogisticMixtureDistributionTests : DistributionContract
{
    private const int Components = 3;
    private static readonly float[] s_logits = [.. Enumerable.Range(0, 18).Select(i => (i * 7 % 5 * 0.6f) - 1)];
    private static readonly float[] s_locations = [.. Enumerable.Range(0, 18).Select(i => (i * 11 % 13 * 0.09f) - 0.05f)];
    private static readonly float[] s_logScales = [.. Enumerable.Range(0, 18).Select(i => -2 + (i * 5 % 7 * 0.3f))];

    protected override Parameter[] Parameters => [Flat(s_logits), Flat(s_locations), Flat(s_logScales)];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes =>
    [
        ([Flat([.. s_logits.Select(l => l * 60)]), Flat([.. s_locations.Select(l => l * 90)]), Flat([.. s_logScales.Select((_, i) => i % 2 == 0 ? -12f : 12)])], [0, 1, 100f / 255]),
    ];

    protected override double[] Means { get; } = [.. Reference.Select(LogisticReference.Mean)];

    protected override double[] Variances { get; } = [.. Reference.Select(LogisticReference.Variance)];

    protected override (double From, double To) Support => (0, 1);

    protected override int Levels => 256;

    protected override bool IsReparameterized => false;

    private static IEnumerable<double[]> Reference
    {
        get
        {
            for (int j = 0; j < Rows * Values; j++)
            {
                int[] at = [.. Enumerable.Range(0, Components).Select(k => (j / Values * Components * Values) + (k * Values) + (j % Values))];
                double sum = at.Sum(i => Math.Exp(s_logits[i]));
                double[] levels = new double[256];
                foreach (int i in at)
                {
                    double[] part = LogisticReference.Levels(s_locations[i], Math.Exp(s_logScales[i]));
                    levels = [.. levels.Zip(part, (total, p) => total + (Math.Exp(s_logits[i]) / sum * p))];
                }
                yield return levels;
            }
        }
    }

    protected override Distribution Create(IReadOnlyList<Tensor> parameters)
    {
        Tensor[] shaped = [.. parameters.Select(p => p.Reshape(new Shape(p.Shape[0], Components, Values)))];
        return new DiscretizedLogisticMixtureDistribution(shaped[0], shaped[1], shaped[2]);
    }

    [Fact]
    public void Sample_IsOfLevels() =>
        Create().Sample(1000, new Rng(1)).ToArray().ShouldAllBe(v => v >= 0 && v <= 1 && Math.Abs((v * 255) - Math.Round(v * 255)) < 1e-4);

    private static Parameter Flat(float[] values) => new(values, new Shape(Rows, Components * Values));
}
