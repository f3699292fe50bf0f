using Latent.Bounds;
using Latent.Tests.Contracts;

namespace Latent.Tests.Bounds;

public class CombinedImportanceWeightedTests : BoundContract
{
    protected override Bound Create() => new CombinedImportanceWeighted(5, 0.3);

    [Fact]
    public void Objective_LiesBetweenItsTwoBounds_ByTheirShares()
    {
        var linear = new LinearGaussian(new CombinedImportanceWeighted(5, 0.3));
        double weighted = new LinearGaussian(new ImportanceWeighted(5)).Objective(4).Item(), elbo = linear.Pass(4).LogWeight.ToArray().Average(w => (double)w);
        weighted.ShouldBeGreaterThan(elbo + 0.1);
        ((double)linear.Objective(4).Item()).ShouldBe((0.3 * elbo) + (0.7 * weighted), 1e-5);
    }

    [Fact]
    public void DoublyReparameterized_GivesTheEncoderTheSameGradientOnAverage() =>
        new EncoderGradients(new CombinedImportanceWeighted(10, 0.3, EncoderGradient.DoublyReparameterized)).ShouldAgreeWith(new EncoderGradients(new CombinedImportanceWeighted(10, 0.3)));
}
