using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Layers;

public sealed class MaskedNetworkTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 3)]
    public void Forward_OfAValue_DependsOnThoseBeforeAlone(int size, int context)
    {
        var network = new MaskedNetwork(size, 2, [12, 9], Activation.Tanh, new Rng(1), context);
        network.Inputs.ShouldBe(size + context);
        network.Outputs.ShouldBe(2 * size);
        float[] x = [.. Enumerable.Range(0, size + context).Select(i => 0.3f * (i - 2))];
        float[] before = Forward(network, x);
        for (int input = 0; input < x.Length; input++)
        {
            float[] moved = [.. x];
            moved[input] += 1;
            float[] after = Forward(network, moved);
            for (int output = 0; output < after.Length; output++)
            {
                bool reaches = input >= size || output % size > input;
                (after[output] != before[output]).ShouldBe(reaches, $"input {input}, output {output}");
            }
        }
    }

    [Fact]
    public void Forward_WithoutHiddenLayers_DependsOnThoseBeforeAlone()
    {
        var network = new MaskedNetwork(3, 1, [], Activation.Relu, new Rng(1));
        float[] before = Forward(network, [1, 2, 3]), after = Forward(network, [1, 5, 3]);
        after[..2].ShouldBe(before[..2]);
        after[2].ShouldNotBe(before[2]);
    }

    private static float[] Forward(MaskedNetwork network, float[] x) => network.Forward(Tensor.From(x, new Shape(1, x.Length)), Phase.Evaluation).ToArray();
}
