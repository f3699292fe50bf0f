using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>
/// Residual blocks at every size of a picture (He et al. 2016, in the order of their second paper: normalise, activate,
/// convolve, twice), groups of channels normalised; strided convolutions lead down, transposed ones up. Every halving
/// doubles the channels.
/// </summary>
internal static class ResidualNetwork
{
    private const int Halving = 4;

    public static (Layer Encoder, Layer Decoder) Make(Settings settings, NetworkPlan plan)
    {
        int[] channels = settings.Integers("channels", ConvolutionalNetwork.UsualChannels(plan.Row));
        int blocks = settings.Integer("blocks", 1, 1, 100), hidden = settings.Integer("hidden", 256, 1);
        List<Layer> encoder = [];
        List<Shape> shapes = [plan.Row];
        foreach (int next in channels)
        {
            Shape from = shapes[^1];
            ConvolutionalNetwork.RequireHalving(plan, from, channels.Length);
            plan.Weights.Take(plan.Window(Halving), 2, from.Columns, next);
            var down = new Convolution(from, next, Halving, new(2, 1), Activation.None, plan.Rng);
            encoder.Add(down);
            AddBlocks(encoder, blocks, down.OutputShape, plan);
            shapes.Add(down.OutputShape);
        }
        encoder.Add(Normalization(shapes[^1], plan));
        (Sequence wholeEncoder, List<Layer> decoder) = Bottleneck.Make(plan, encoder, hidden, Activation.None);
        for (int i = channels.Length; i > 0; i--)
        {
            Shape from = shapes[i], to = shapes[i - 1];
            AddBlocks(decoder, blocks, from, plan);
            decoder.Add(Normalization(from, plan));
            decoder.Add(new TransposedConvolution(
                from, i > 1 ? to.Columns : plan.Channels * plan.OutputsPerValue, Halving, ConvolutionalNetwork.Doubling(from, to, Halving), Activation.None, plan.Rng));
        }
        decoder.Add(new OutputsFirst(plan.Row, plan.OutputsPerValue));
        return (wholeEncoder, new Sequence(decoder));
    }

    private static void AddBlocks(List<Layer> layers, int count, Shape shape, NetworkPlan plan)
    {
        for (int i = 0; i < count; i++)
        {
            plan.Weights.Take(plan.Window(3), 2, shape.Columns, shape.Columns);
            layers.Add(new Residual(new Sequence(
                Normalization(shape, plan),
                new Convolution(shape, shape.Columns, 3, null, Activation.None, plan.Rng),
                Normalization(shape, plan),
                new Convolution(shape, shape.Columns, 3, null, Activation.None, plan.Rng))));
        }
    }

    private static GroupNormalization Normalization(Shape shape, NetworkPlan plan) =>
        new(shape, ConvolutionalNetwork.GroupsOf(shape.Columns), plan.Activation);
}
