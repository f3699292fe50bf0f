using Latent.Tensors;

namespace Latent.Layers;

/// <summary>A learnable map from tensor to tensor; the first dimension is the rows of the batch.</summary>
public abstract class Layer
{
    /// <summary>How many values a row must have.</summary>
    public abstract int Inputs { get; }

    /// <summary>How many values a row of the result has.</summary>
    public abstract int Outputs { get; }

    /// <summary>Applies the map.</summary>
    /// <param name="x">[rows, <see cref="Inputs"/>], in any shape of that many values a row.</param>
    /// <param name="phase">Whether this is training, and the noise for layers that need some.</param>
    /// <returns>[rows, <see cref="Outputs"/>], in any shape of that many values a row.</returns>
    public abstract Tensor Forward(Tensor x, Phase phase);

    /// <summary>Adds what this layer learns to the set, each name beginning with <paramref name="path"/>.</summary>
    public abstract void Collect(string path, ParameterSet parameters);
}
