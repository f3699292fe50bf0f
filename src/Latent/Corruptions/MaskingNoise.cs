using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Sets every value to zero with the same probability, each on its own.</summary>
public sealed class MaskingNoise : Corruption
{
    private readonly float _probability;

    /// <summary>Zeroes each value with this probability, from 0 to 1.</summary>
    public MaskingNoise(double probability) => _probability = Checked(probability);

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor uniform = Tensor.Uniform(values.Shape, rng, values.Backend);
        return values * Hit(uniform, _probability).Affine(-1, 1);
    }
}
