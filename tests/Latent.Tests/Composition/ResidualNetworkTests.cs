using Latent.Composition;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Composition;

public sealed class ResidualNetworkTests
{
    [Theory]
    [InlineData(28, 28, 1)]
    [InlineData(32, 32, 3)]
    [InlineData(13, 9, 1)]
    [InlineData(64, 48, 3)]
    public void Make_OfPictures_GivesWhatThePlanAsksFor(int height, int width, int channels)
    {
        var plan = new NetworkPlan(new Shape(height, width, channels), 6, 3, 2, 0, Activation.Silu, new WeightBudget(long.MaxValue), new Rng(1));
        (Layer encoder, Layer decoder) = ResidualNetwork.Make(Few(), plan);
        encoder.Forward(Tensor.Zeros(plan.Row.Prepend(2)), Phase.Evaluation).Shape.ShouldBe(new Shape(2, 6));
        decoder.Forward(Tensor.Zeros(new Shape(2, 3)), Phase.Evaluation).Length.ShouldBe(2 * 2 * plan.Row.Length);
        decoder.Outputs.ShouldBe(2 * plan.Row.Length);
    }

    [Fact]
    public void Make_WithACondition_TakesItBesideRowsAndLatents()
    {
        var plan = new NetworkPlan(new Shape(8, 8, 1), 6, 3, 1, 5, Activation.Silu, new WeightBudget(long.MaxValue), new Rng(1));
        (Layer encoder, Layer decoder) = ResidualNetwork.Make(Few(), plan);
        encoder.Inputs.ShouldBe(64 + 5);
        decoder.Inputs.ShouldBe(3 + 5);
        Tensor rows = Tensor.Normal(new Shape(2, 64 + 5), new Rng(2));
        encoder.Forward(rows, Phase.Evaluation).Shape.ShouldBe(new Shape(2, 6));
    }

    [Fact]
    public void Make_OfVolumes_HalvesEveryDimension()
    {
        var plan = new NetworkPlan(new Shape(8, 12, 8, 1), 6, 3, 1, 0, Activation.Silu, new WeightBudget(long.MaxValue), new Rng(1));
        (Layer encoder, Layer decoder) = ResidualNetwork.Make(Few(), plan);
        encoder.Forward(Tensor.Zeros(plan.Row.Prepend(1)), Phase.Evaluation).Shape.ShouldBe(new Shape(1, 6));
        decoder.Outputs.ShouldBe(plan.Row.Length);
    }

    [Fact]
    public void Make_OfMoreHalvingsThanFit_NamesTheSetting()
    {
        var plan = new NetworkPlan(new Shape(3, 3, 1), 6, 3, 1, 0, Activation.Silu, new WeightBudget(long.MaxValue), new Rng(1));
        Should.Throw<InputException>(() => ResidualNetwork.Make(Few(), plan)).Message.ShouldContain("model.network.channels");
    }

    private static Settings Few() => new(YamlTree.Parse("{ channels: [4, 8], hidden: 8, blocks: 2 }", "test"));
}
