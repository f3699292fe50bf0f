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
        List<Layer> encoder = [], decoder = [];
        List<Shape> shapes = [plan.Row];
        foreach (int next in channels)
        {
            Shape from = shapes[^1];
            ConvolutionalNetwork.RequireHalving(plan, from, channels.Length);
            plan.Weights.Take(Window(Halving, plan), 2, from.Columns, next);
            var down = new Convolution(from, next, Halving, new(2, 1), Activation.None, plan.Rng);
            encoder.Add(down);
            AddBlocks(encoder, blocks, down.OutputShape, plan);
            shapes.Add(down.OutputShape);
        }
        Shape least = shapes[^1];
        encoder.Add(Normalization(least, plan));
        Layer body = new Sequence(encoder);
        plan.Weights.TakePerceptron(least.Length + plan.Condition, hidden, plan.EncoderOutputs);
        plan.Weights.TakePerceptron(plan.Latent + plan.Condition, hidden, least.Length);
        var wholeEncoder = new Sequence(
            plan.Condition == 0 ? body : new Beside(body, plan.Condition),
            new Linear(least.Length + plan.Condition, hidden, plan.Activation, plan.Rng),
            new Linear(hidden, plan.EncoderOutputs, Activation.None, plan.Rng));
        decoder.Add(new Linear(plan.Latent + plan.Condition, hidden, plan.Activation, plan.Rng));
        decoder.Add(new Linear(hidden, least.Length, Activation.None, plan.Rng));
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
            plan.Weights.Take(Window(3, plan), 2, shape.Columns, shape.Columns);
            layers.Add(new Residual(new Sequence(
                Normalization(shape, plan),
                new Convolution(shape, shape.Columns, 3, null, Activation.None, plan.Rng),
                Normalization(shape, plan),
                new Convolution(shape, shape.Columns, 3, null, Activation.None, plan.Rng))));
        }
    }

    private static GroupNormalization Normalization(Shape shape, NetworkPlan plan) =>
        new(shape, ConvolutionalNetwork.GroupsOf(shape.Columns), plan.Activation);

    private static int Window(int kernel, NetworkPlan plan) => (int)Math.Pow(kernel, plan.Dimensions);
}
