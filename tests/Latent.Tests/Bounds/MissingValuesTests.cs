using Latent.Bounds;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Bounds;

/// <summary>With a mask the importance-weighted bound is MIWAE's: of the values that are there.</summary>
public class MissingValuesTests
{
    private static readonly bool[] s_observed = [true, false, true, true];

    [Fact]
    public void Objective_WithAMask_RisesToTheEvidenceOfWhatIsThere()
    {
        double truth = new LinearGaussian(new Elbo()).LogEvidenceOf(s_observed), last = double.NegativeInfinity;
        new LinearGaussian(new Elbo()).LogEvidenceOf([true, true, true, true]).ShouldBe(new LinearGaussian(new Elbo()).LogEvidence, 1e-9);
        foreach ((int samples, int draws) in new[] { (1, 2000), (5, 1000), (50, 200), (2000, 10) })
        {
            double mean = Enumerable.Range(0, draws).Average(draw => (double)Objective(new ImportanceWeighted(samples), 0, (ulong)draw));
            mean.ShouldBeGreaterThan(last);
            mean.ShouldBeLessThan(truth + 0.02);
            last = mean;
        }
        last.ShouldBe(truth, 0.02);
    }

    [Theory]
    [InlineData(-1e6f)]
    [InlineData(float.NaN)]
    public void Objective_WithAMask_DoesNotSeeWhatIsUnderIt(float garbage) =>
        Objective(new ImportanceWeighted(5, doublyReparameterized: true), garbage, 3).ShouldBe(Objective(new ImportanceWeighted(5, doublyReparameterized: true), 0, 3));

    private static float Objective(Bound bound, float under, ulong seed)
    {
        var linear = new LinearGaussian(bound);
        float[] mask = [.. Enumerable.Range(0, linear.Values.Length).Select(i => s_observed[i % 4] ? 1f : 0)];
        var batch = new Batch(Tensor.From([.. linear.Values.Select((v, i) => mask[i] > 0 ? v : under)], linear.Shape)) { Mask = Tensor.From(mask, linear.Shape) };
        return bound.Objective(linear.Model.Infer(batch, bound.Samples, new Rng(seed), new Phase(new Rng(1))), LinearGaussian.Context()).Item();
    }
}
