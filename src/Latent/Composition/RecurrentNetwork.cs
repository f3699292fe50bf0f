using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>
/// Networks for sequences of pictures: the encoder sees the first frames alone, so that a latent can be had before the rest is
/// known, and the decoder draws them and goes on from there; see <see cref="RecurrentDecoder"/>.
/// </summary>
internal static class RecurrentNetwork
{
    private const int SmallestSide = 8, Kernel = 3, WindowOfHalving = 4;

    public static (Layer Encoder, Layer Decoder) Make(Settings settings, NetworkPlan plan)
    {
        if (plan.Dimensions != 3 || plan.Row[0] < 2)
        {
            throw new InputException($"Rows of shape {plan.Row} are no sequences of pictures, which the network 'recurrent' is for: those are [time, height, width] or [time, height, width, channels] with 2 frames or more; take the network 'perceptron', or make windows of frames with --as sequence --window K.");
        }
        if (plan.Condition > 0)
        {
            throw new InputException("The network 'recurrent' takes no condition; take the network 'perceptron' or 'convolutional'.");
        }
        MeanLink link = plan.Link ?? throw new InputException("The network 'recurrent' mixes drawn pixels with copied ones, which the likelihood has no place for; take the likelihood gaussian, laplace, bernoulli or discretized-logistic.");
        int context = settings.Integer("context", plan.Row[0] / 2, 1);
        if (context >= plan.Row[0])
        {
            throw new InputException($"The recipe's 'model.network.context' is {context}, and sequences of {plan.Row[0]} frames leave none to forecast then; take at most {plan.Row[0] - 1}, or longer windows.");
        }
        int size = settings.Integer("state", 48, 1), width = settings.Integer("width", 32, 1);
        var frames = new FirstFrames(plan.Row, context);
        // The opening frames together are one picture of many channels.
        (Layer encoder, Layer opening) = ConvolutionalNetwork.Make(settings, plan with { Row = frames.OutputShape });
        Shape frame = plan.Row.WithoutFirst();
        var shapes = new List<Shape> { frames.OutputShape };
        var down = new List<Layer>();
        int halvings = Halvings(frame);
        for (int i = 0; i < halvings; i++)
        {
            Take(plan, WindowOfHalving, shapes[^1].Columns, width << i);
            var convolution = new Convolution(shapes[^1], width << i, WindowOfHalving, new(2, 1), plan.Activation, plan.Rng);
            down.Add(convolution);
            shapes.Add(convolution.OutputShape);
        }
        Shape state = shapes[^1].WithLast(size);
        Take(plan, Kernel, shapes[^1].Columns, size);
        Take(plan, Kernel, size, 3 * size);
        plan.Weights.Take(plan.Latent, state.Length);
        down.Add(new Convolution(shapes[^1], size, Kernel, null, Activation.None, plan.Rng));
        Layer start = new Linear(plan.Latent, state.Length, Activation.None, plan.Rng);
        Gru dynamics = Gru.Convolutional(state, 0, Kernel, plan.Rng);
        var parts = new RecurrentDecoder.Parts(opening, new Sequence(down), start, dynamics, Drawing(plan, frame, state, shapes, width));
        return (new Sequence(frames, encoder), new RecurrentDecoder(plan.Row, frames, parts, plan.OutputsPerValue, link));
    }

    /// <summary>A state to a frame and a mask.</summary>
    private static Sequence Drawing(NetworkPlan plan, Shape frame, Shape state, List<Shape> shapes, int width)
    {
        var layers = new List<Layer>();
        Shape shape = state;
        for (int i = shapes.Count - 2; i >= 0; i--)
        {
            int channels = i == 0 ? (frame.Columns * plan.OutputsPerValue) + 1 : width << (i - 1);
            Take(plan, WindowOfHalving, shape.Columns, channels);
            var convolution = new TransposedConvolution(shape, channels, WindowOfHalving, ConvolutionalNetwork.Doubling(shape, shapes[i], WindowOfHalving), i == 0 ? Activation.None : plan.Activation, plan.Rng);
            layers.Add(convolution);
            shape = convolution.OutputShape;
        }
        return new Sequence(layers);
    }

    /// <summary>At least one; then until no more than eight values are left along the shorter side.</summary>
    private static int Halvings(Shape frame)
    {
        int halvings = 1;
        for (int side = Math.Min(frame[0], frame[1]) / 2; side > SmallestSide; side /= 2)
        {
            halvings++;
        }
        return Math.Min(frame[0], frame[1]) >= 2
            ? halvings
            : throw new InputException($"Frames of {frame[0]} x {frame[1]} are too small to convolve; take the network 'perceptron'.");
    }

    private static void Take(NetworkPlan plan, int window, int from, int to) => plan.Weights.Take(window * window, from, to);
}
