using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Sets every value, each on its own, to zero or one with the same probability, half of them to either: dead and hot pixels.</summary>
public sealed class SaltAndPepper : Corruption
{
    private readonly float _probability;

    /// <summary>Replaces each value with this probability, from 0 to 1.</summary>
    public SaltAndPepper(double probability) => _probability = Checked(probability);

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor uniform = Tensor.Uniform(values.Shape, rng, values.Backend);

        // Below half of the probability: pepper; from there up to it: salt.
        Tensor notPepper = Hit(uniform, _probability / 2).Affine(-1, 1);
        return Hit(uniform, _probability).Where(notPepper, values);
    }
}
