using Latent.Composition;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Composition;

public sealed class ConvolutionalNetworkTests
{
    public static TheoryData<string, int[]> Networks { get; } = new MatrixTheoryData<string, int[]>(
        ["transposed", "nearest", "linear"],
        [[28, 28, 1], [32, 32, 3], [13, 9, 2], [12, 1], [8, 9, 8, 1]]);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Make_HoweverItEnlarges_GivesWhatThePlanAsksFor(string enlarging, int[] row)
    {
        NetworkPlan plan = Plan(row);
        (Layer encoder, Layer decoder) = ConvolutionalNetwork.Make(Of(enlarging), plan);
        encoder.Forward(Tensor.Zeros(plan.Row.Prepend(2)), Phase.Evaluation).Shape.ShouldBe(new Shape(2, 6));
        decoder.Forward(Tensor.Zeros(new Shape(2, 3)), Phase.Evaluation).Length.ShouldBe(2 * 2 * plan.Row.Length);
        decoder.Outputs.ShouldBe(2 * plan.Row.Length);
    }

    [Fact]
    public void Make_Enlarging_GivesNetworksOfTheirOwn()
    {
        string[] pictures = [.. new[] { "transposed", "nearest", "linear" }.Select(Decoded)];
        pictures.Distinct().Count().ShouldBe(3);

        static string Decoded(string enlarging)
        {
            (_, Layer decoder) = ConvolutionalNetwork.Make(Of(enlarging), Plan([8, 8, 1]));
            return string.Join(' ', decoder.Forward(Tensor.Normal(new Shape(1, 3), new Rng(2)), Phase.Evaluation).ToArray());
        }
    }

    [Fact]
    public void Make_OfAnUnknownEnlarging_NamesTheKnown() =>
        Should.Throw<InputException>(() => ConvolutionalNetwork.Make(Of("cubic"), Plan([8, 8, 1]))).Message.ShouldContain("nearest");

    private static NetworkPlan Plan(int[] row) => new(new Shape(row), 6, 3, 2, 0, Activation.Relu, new WeightBudget(long.MaxValue), new Rng(1));

    private static Settings Of(string enlarging) => new(YamlTree.Parse($"{{ channels: [4, 8], hidden: 8, enlarging: {enlarging} }}", "test"));
}
