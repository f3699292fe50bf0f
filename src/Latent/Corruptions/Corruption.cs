using Latent.Tensors;

namespace Latent.Corruptions;

/// <summary>Damage done to the encoder's input in training, which the decoder has to undo (Vincent et al. 2008).</summary>
public abstract class Corruption
{
    /// <summary>A damaged copy of the values.</summary>
    public abstract Tensor Corrupt(Tensor values, Rng rng);
}
