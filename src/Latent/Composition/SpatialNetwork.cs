using System.Globalization;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>
/// Convolutions all the way: the latent is a small picture itself, some values at every place of it, so that every part of
/// a row is told of where it is. Much less is lost than through one latent for the whole, which is what cleaning needs.
/// </summary>
internal static class SpatialNetwork
{
    private const int ValuesOfPlace = 8, MostHalvings = 2;

    /// <summary>The size of a latent when the recipe says none.</summary>
    public static int UsualLatent(Shape row) => ValuesOfPlace * Places(Small(row));

    public static (Layer Encoder, Layer Decoder) Make(Settings settings, NetworkPlan plan)
    {
        int channels = settings.Integer("channels", 32, 1), blocks = settings.Integer("blocks", 1, 0);
        int halvings = Halvings(plan.Row), window = plan.Window(3), halving = plan.Window(4);
        Shape small = Small(plan.Row);
        int places = Places(small);
        if (plan.Condition > 0)
        {
            throw new InputException("The network 'spatial' takes no condition; take 'convolutional', or leave 'model.condition' out.");
        }
        if (plan.Latent % places != 0 || plan.EncoderOutputs % plan.Latent != 0)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"The network 'spatial' has latents of {places} places for rows of {plan.Row}, and 'model.latent' is {plan.Latent}; take a multiple of {places}."));
        }
        List<Layer> encoder = [], decoder = [];
        var shapes = new List<Shape> { plan.Row };
        for (int i = 0, next = channels; i < halvings; i++, next *= 2)
        {
            plan.Weights.Take(2, halving, shapes[^1].Columns, next);
            var convolution = new Convolution(shapes[^1], next, 4, new(2, 1), plan.Activation, plan.Rng);
            encoder.Add(convolution);
            shapes.Add(convolution.OutputShape);
        }
        int outputs = plan.EncoderOutputs / plan.Latent, values = plan.Latent / places, width = halvings == 0 ? channels : shapes[^1].Columns;
        plan.Weights.Take(2, 2 * blocks, window, width, width);
        plan.Weights.Take(2, window, width, outputs * values);
        AddPairs(encoder, halvings == 0 ? 0 : blocks, shapes[^1], plan);
        encoder.Add(new Convolution(shapes[^1], outputs * values, 3, null, Activation.None, plan.Rng));
        encoder.Add(new OutputsFirst(WithChannels(small, values), outputs));

        var first = new Convolution(WithChannels(small, values), width, 3, null, plan.Activation, plan.Rng);
        decoder.Add(first);
        AddPairs(decoder, blocks, first.OutputShape, plan);
        Shape shape = first.OutputShape;
        for (int i = halvings - 1; i >= 0; i--)
        {
            Shape target = shapes[i];
            bool last = i == 0;
            var convolution = new TransposedConvolution(
                shape, last ? plan.Channels * plan.OutputsPerValue : target.Columns, 4, ConvolutionalNetwork.Doubling(shape, target, 4), last ? Activation.None : plan.Activation, plan.Rng);
            decoder.Add(convolution);
            shape = convolution.OutputShape;
        }
        if (halvings == 0)
        {
            decoder.Add(new Convolution(shape, plan.Channels * plan.OutputsPerValue, 3, null, Activation.None, plan.Rng));
        }
        decoder.Add(new OutputsFirst(plan.Row, plan.OutputsPerValue));
        return (new Sequence(encoder), new Sequence(decoder));
    }

    private static void AddPairs(List<Layer> layers, int count, Shape shape, NetworkPlan plan)
    {
        for (int i = 0; i < count; i++)
        {
            layers.Add(new Residual(new Sequence(
                new Convolution(shape, shape.Columns, 3, null, plan.Activation, plan.Rng),
                new Convolution(shape, shape.Columns, 3, null, Activation.None, plan.Rng))));
        }
    }

    private static int Halvings(Shape row)
    {
        int shortest = Enumerable.Range(0, row.Rank - 1).Min(d => row[d]), halvings = 0;
        while (halvings < MostHalvings && shortest >> halvings >= 4)
        {
            halvings++;
        }
        return halvings;
    }

    /// <summary>The row after all halvings.</summary>
    private static Shape Small(Shape row)
    {
        int halvings = Halvings(row);
        return new Shape([.. Enumerable.Range(0, row.Rank - 1).Select(d => row[d] >> halvings), row.Columns]);
    }

    private static int Places(Shape shape) => shape.Length / shape.Columns;

    private static Shape WithChannels(Shape shape, int channels) => shape.WithLast(channels);
}
