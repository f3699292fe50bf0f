using Latent.Tensors;

namespace Latent.Penalties;

/// <summary>The weights of a decoder's linear maps and convolutions.</summary>
internal static class DecoderMaps
{
    /// <summary>Of everything that the decoder learns, what has an input and an output: no biases, no scales.</summary>
    public static Tensor[] Of(LatentModel model) =>
        [.. model.Parameters.Where((parameter, i) => parameter.Shape.Rank > 1 && model.Parameters.Names[i].StartsWith("decoder.", StringComparison.Ordinal))];
}
