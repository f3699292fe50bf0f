using Latent.Layers;
using Latent.Tensors;

namespace Latent.Benchmarks.Training;

/// <summary>The peer's two convolutional models: small grey pictures, and the common face VAE.</summary>
internal static class PeerConvolutions
{
    private static readonly int[] s_channels = [3, 32, 64, 128, 256, 512], s_upChannels = [512, 256, 128, 64, 32, 32];

    public static (Layer Encoder, Layer Decoder, double Flops) Small(Rng rng)
    {
        var geometry = new ConvolutionGeometry(2, 1);
        var encoder = new Sequence(
            new Convolution(new(28, 28, 1), 32, 4, geometry, Activation.Relu, rng),
            new Convolution(new(14, 14, 32), 64, 4, geometry, Activation.Relu, rng),
            new Linear(64 * 49, 256, Activation.Relu, rng),
            new Linear(256, 2 * 32, Activation.None, rng));
        var decoder = new Sequence(
            new Linear(32, 256, Activation.Relu, rng),
            new Linear(256, 64 * 49, Activation.Relu, rng),
            new TransposedConvolution(new(7, 7, 64), 32, 4, geometry, Activation.Relu, rng),
            new TransposedConvolution(new(14, 14, 32), 1, 4, geometry, Activation.None, rng));
        double thin = 196 * 16 * 32, wide = 49 * 16 * 32 * 64, linear = (64 * 49 * 256) + (256 * 64);
        return (encoder, decoder, 2 * ((2 * thin) + (3 * (thin + (2 * wide) + linear + (32 * 256) + (256 * 64 * 49)))));
    }

    public static (Layer Encoder, Layer Decoder, double Flops) Faces(Rng rng)
    {
        var geometry = new ConvolutionGeometry(2, 1, outputPadding: 1);
        List<Layer> encoder = [], decoder = [new Linear(128, 512 * 4, Activation.None, rng)];
        int extent = 64;
        double flops = 0;
        for (int i = 0; i + 1 < s_channels.Length; i++)
        {
            // The first layer has no gradient to pass on.
            extent /= 2;
            flops += (i == 0 ? 2 : 3) * 2.0 * extent * extent * 9 * s_channels[i] * s_channels[i + 1];
            encoder.Add(new Convolution(new(2 * extent, 2 * extent, s_channels[i]), s_channels[i + 1], 3, geometry, Activation.None, rng));
            encoder.Add(new BatchNormalization(new(extent, extent, s_channels[i + 1]), Activation.LeakyRelu));
        }
        encoder.Add(new Linear(512 * 4, 2 * 128, Activation.None, rng));
        for (int i = 0; i + 1 < s_upChannels.Length; i++)
        {
            flops += 3 * 2.0 * extent * extent * 9 * s_upChannels[i] * s_upChannels[i + 1];
            decoder.Add(new TransposedConvolution(new(extent, extent, s_upChannels[i]), s_upChannels[i + 1], 3, geometry, Activation.None, rng));
            extent *= 2;
            decoder.Add(new BatchNormalization(new(extent, extent, s_upChannels[i + 1]), Activation.LeakyRelu));
        }
        decoder.Add(new Convolution(new(64, 64, 32), 3, 3, new(1, 1), Activation.None, rng));
        flops += 3 * 2.0 * ((64 * 64 * 9 * 32 * 3) + (2048 * 256) + (128 * 2048));
        return (new Sequence(encoder), new Sequence(decoder), flops);
    }
}
