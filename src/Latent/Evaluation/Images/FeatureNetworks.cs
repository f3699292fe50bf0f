using Latent.Data;
using Latent.Layers;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Evaluation.Images;

/// <summary>Makes a network from rows to features, its weights fresh.</summary>
/// <param name="kind">What a row is.</param>
/// <param name="rowShape">The shape of a row.</param>
/// <param name="rng">Where weights are drawn from.</param>
/// <param name="backend">Where they live.</param>
public delegate Layer FeatureNetwork(DataKind kind, Shape rowShape, Rng rng, Backend backend);

/// <summary>Networks that a <see cref="FeatureClassifier"/> can learn features with: 64 of them, none below zero.</summary>
public static class FeatureNetworks
{
    private const int Features = 64;
    private const int FewestPixels = 4;
    private const int MostChannels = 64;

    /// <summary>Two layers.</summary>
    public static FeatureNetwork Perceptron { get; } = (_, rowShape, rng, backend) => new Sequence(
        new Linear(rowShape.Length, 256, Activation.Relu, rng, backend), new Linear(256, Features, Activation.Relu, rng, backend));

    /// <summary>Convolutions for pictures and volumes, a perceptron for everything else.</summary>
    public static FeatureNetwork Usual { get; } = (kind, rowShape, rng, backend) =>
        ImageLayout.Of(kind, rowShape) is { Side: > FewestPixels } layout ? Convolutional(layout, rng, backend) : Perceptron(kind, rowShape, rng, backend);

    /// <summary>Windows of 3 pixels in every dimension that halve the picture until it has no more than 4 either way, 16 channels at first and then twice as many, up to 64.</summary>
    private static Sequence Convolutional(ImageLayout layout, Rng rng, Backend backend)
    {
        var layers = new List<Layer>();
        Shape shape = layout.Slices == 1 ? new Shape(layout.Height, layout.Width, layout.Channels) : new Shape(layout.Slices, layout.Height, layout.Width, layout.Channels);
        for (int channels = 16; Math.Min(shape[^3], shape[^2]) > FewestPixels; channels = Math.Min(2 * channels, MostChannels))
        {
            var convolution = new Convolution(shape, channels, 3, new ConvolutionGeometry(stride: 2, padding: 1), Activation.Relu, rng, backend: backend);
            layers.Add(convolution);
            shape = convolution.OutputShape;
        }
        layers.Add(new Linear(shape.Length, Features, Activation.Relu, rng, backend));
        return new Sequence(layers);
    }
}
