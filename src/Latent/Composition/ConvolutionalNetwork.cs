using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>
/// Strided convolutions down to a small picture, a hidden layer, the latent, and the same way back up (after Radford et
/// al. 2016). Depth and width follow the size of the picture: it is halved until no more than seven values are left along
/// its shorter side, and every halving doubles the channels.
/// </summary>
internal static class ConvolutionalNetwork
{
    private const int SmallestSide = 7, OddKernel = 3, FirstChannels = 32, MostChannels = 256;

    private enum Enlarging
    {
        Transposed,
        Nearest,
        Linear,
    }

    private enum Normalization
    {
        None,
        Batch,
        Group,
    }

    public static (Layer Encoder, Layer Decoder) Make(Settings settings, NetworkPlan plan)
    {
        int[] channels = settings.Integers("channels", UsualChannels(plan.Row));
        int kernel = settings.Integer("kernel", 4, 3), hidden = settings.Integer("hidden", 256, 1);
        Normalization normalization = settings.Choice("normalization", Normalization.None, [("none", Normalization.None), ("batch", Normalization.Batch), ("group", Normalization.Group)]);
        Enlarging enlarging = settings.Choice("enlarging", Enlarging.Transposed, [("transposed", Enlarging.Transposed), ("nearest", Enlarging.Nearest), ("linear", Enlarging.Linear)]);
        bool linear = settings.Flag("linear", false);
        if (kernel > 4)
        {
            throw new InputException($"The recipe's 'model.network.kernel' is {kernel}; windows that halve a picture are 3 or 4 wide.");
        }
        List<Layer> encoder = [];
        Shape shape = plan.Row;
        var shapes = new List<Shape> { shape };
        foreach (int next in channels)
        {
            RequireHalving(plan, shape, channels.Length);
            plan.Weights.Take(plan.Window(kernel), shape.Columns, next);
            plan.Weights.Take(plan.Window(kernel), shape.Columns, next);
            var convolution = new Convolution(shape, next, kernel, new(2, 1), Follows(normalization, plan), plan.Rng, bias: normalization is Normalization.None);
            encoder.Add(convolution);
            AddNormalization(encoder, normalization, convolution.OutputShape, plan.Activation);
            shape = convolution.OutputShape;
            shapes.Add(shape);
        }
        (Sequence wholeEncoder, List<Layer> decoder) = Bottleneck.Make(plan, encoder, hidden, plan.Activation);
        for (int i = channels.Length - 1; i >= 0; i--)
        {
            Shape target = shapes[i];
            bool last = i == 0, bias = last || normalization is Normalization.None;
            int outputs = last ? plan.Channels * plan.OutputsPerValue : target.Columns;
            Activation activation = last ? Activation.None : Follows(normalization, plan);
            ConvolutionalLayer convolution;
            if (enlarging is Enlarging.Transposed)
            {
                convolution = new TransposedConvolution(shape, outputs, kernel, Doubling(shape, target, kernel), activation, plan.Rng, bias);
            }
            else
            {
                var enlarged = new Upsample(shape, target.ToArray().AsSpan(..^1), enlarging is Enlarging.Linear ? Interpolation.Linear : Interpolation.Nearest);
                decoder.Add(enlarged);
                convolution = new Convolution(enlarged.OutputShape, outputs, OddKernel, geometry: null, activation, plan.Rng, bias);
            }
            decoder.Add(convolution);
            if (!last)
            {
                AddNormalization(decoder, normalization, convolution.OutputShape, plan.Activation);
            }
            shape = convolution.OutputShape;
        }
        var outputsFirst = new OutputsFirst(plan.Row, plan.OutputsPerValue);
        if (linear)
        {
            (Layer down, Layer up) = LinearWay.Around(plan, wholeEncoder, new Sequence(decoder));
            return (down, new Sequence(up, outputsFirst));
        }
        decoder.Add(outputsFirst);
        return (wholeEncoder, new Sequence(decoder));
    }

    /// <summary>The channels of networks that halve rows of this shape until few values are left along the shorter side.</summary>
    public static int[] UsualChannels(Shape row)
    {
        var channels = new List<int>();
        for (int side = Shortest(row), next = FirstChannels; side > SmallestSide || channels.Count == 0; side /= 2)
        {
            channels.Add(Math.Min(next, MostChannels));
            next *= 2;
        }
        return [.. channels];
    }

    /// <summary>Refuses to halve what is too small.</summary>
    /// <param name="plan">What the network fits between.</param>
    /// <param name="shape">What would be halved.</param>
    /// <param name="times">How often the recipe asks for it in all.</param>
    public static void RequireHalving(NetworkPlan plan, Shape shape, int times)
    {
        if (Shortest(shape) < 2)
        {
            throw new InputException($"The recipe's 'model.network.channels' halves rows of {plan.Row} {times} times, and nothing would be left; name fewer.");
        }
    }

    /// <summary>The window's moves of a transposed convolution that undoes a halving; odd extents were rounded down, and one more value brings them back.</summary>
    public static ConvolutionGeometry Doubling(Shape from, Shape to, int kernel)
    {
        int[] extra = [.. Enumerable.Range(0, from.Rank - 1).Select(d => to[d] - (((from[d] - 1) * 2) - 2 + kernel))];
        return new ConvolutionGeometry([2], [1], outputPadding: extra);
    }

    private static int Shortest(Shape row)
    {
        int shortest = int.MaxValue;
        for (int d = 0; d < row.Rank - 1; d++)
        {
            shortest = Math.Min(shortest, row[d]);
        }
        return shortest;
    }

    private static Activation Follows(Normalization normalization, NetworkPlan plan) => normalization is Normalization.None ? plan.Activation : Activation.None;

    private static void AddNormalization(List<Layer> layers, Normalization normalization, Shape shape, Activation activation)
    {
        if (normalization is Normalization.Batch)
        {
            layers.Add(new BatchNormalization(shape, activation));
        }
        else if (normalization is Normalization.Group)
        {
            layers.Add(new GroupNormalization(shape, GroupsOf(shape.Columns), activation));
        }
    }

    /// <summary>Into how many groups of neighbours channels fall: of four, and of more where there are more than 128.</summary>
    public static int GroupsOf(int channels)
    {
        int groups = Math.Min(32, Math.Max(1, channels / 4));
        while (channels % groups != 0)
        {
            groups--;
        }
        return groups;
    }
}
