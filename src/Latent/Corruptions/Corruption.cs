using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Damage done to the encoder's input in training, which the decoder has to undo (Vincent et al. 2008).</summary>
public abstract class Corruption
{
    /// <summary>A damaged copy of the values.</summary>
    public abstract Tensor Corrupt(Tensor values, Rng rng);

    /// <summary>A probability, if it is one.</summary>
    private protected static float Checked(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return (float)probability;
    }

    /// <summary>One wherever a uniform draw falls below the probability, else zero.</summary>
    private protected static Tensor Hit(Tensor uniform, float probability) => Tensor.Full(Shape.Scalar, probability, uniform.Backend).Greater(uniform);
}
