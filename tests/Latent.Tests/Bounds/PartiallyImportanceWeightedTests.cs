using Latent.Bounds;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Bounds;

public class PartiallyImportanceWeightedTests : BoundContract
{
    protected override Bound Create() => new PartiallyImportanceWeighted(6, 3);

    // The encoder follows another bound.
    private protected override IReadOnlyList<Tensor> Differentiable(LinearGaussian linear) => [linear.Model.Parameters[2], linear.Model.Parameters[3]];

    [Fact]
    public void ValueAndDecodersGradient_AreThoseOfAllSamples()
    {
        var partially = new LinearGaussian(new PartiallyImportanceWeighted(20, 4));
        var all = new LinearGaussian(new ImportanceWeighted(20));
        ((double)partially.Objective(6).Item()).ShouldBe(all.Objective(6).Item(), 1e-5);
        float[][] expected = FiniteDifferences.Gradients(all.Model.Parameters, () => all.Objective(6));
        float[][] actual = FiniteDifferences.Gradients(partially.Model.Parameters, () => partially.Objective(6));
        actual[2].ShouldBe(expected[2], 1e-5);
        actual[3].ShouldBe(expected[3], 1e-5);
        actual[0].ShouldNotBe(expected[0]);
    }

    [Fact]
    public void EncodersGradient_OfOneGroup_IsThatOfAllSamples()
    {
        var partially = new LinearGaussian(new PartiallyImportanceWeighted(8, 1));
        var all = new LinearGaussian(new ImportanceWeighted(8, doublyReparameterized: true));
        float[][] expected = FiniteDifferences.Gradients(all.Model.Parameters, () => all.Objective(6));
        FiniteDifferences.Gradients(partially.Model.Parameters, () => partially.Objective(6))[0].ShouldBe(expected[0], 1e-5);
    }

    [Fact]
    public void EncodersGradient_OfGroupsOfFive_IsThatOfFiveSamplesOnAverage() =>
        new EncoderGradients(new PartiallyImportanceWeighted(20, 4)).ShouldAgreeWith(new EncoderGradients(new ImportanceWeighted(5)));

    [Fact]
    public void Gradient_WhereOneGroupWeighsNextToNothing_StaysFinite()
    {
        // Rows far from what the model knows: log weights differ by hundreds of nats.
        var linear = new LinearGaussian(new PartiallyImportanceWeighted(6, 3), error: -8);
        linear.DecoderWeight.Set([.. linear.DecoderWeight.ToArray().Select(w => 200 * w)]);
        FiniteDifferences.Gradients(linear.Model.Parameters, () => linear.Objective(6)).ShouldAllBe(gradient => gradient.All(float.IsFinite));
    }

    [Fact]
    public void Samples_ThatDoNotFallIntoGroups_AreRefused() =>
        Should.Throw<InputException>(() => new PartiallyImportanceWeighted(20, 3)).Message.ShouldContain("take 18 samples");
}
