using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Sets every value, each on its own, to zero or one with the same probability, half of them to either: dead and hot pixels.</summary>
public sealed class SaltAndPepper : Corruption
{
    private readonly float _probability;

    /// <summary>Replaces each value with this probability, from 0 to 1.</summary>
    public SaltAndPepper(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        _probability = (float)probability;
    }

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor uniform = Tensor.Uniform(values.Shape, rng, values.Backend);
        Tensor replaced = Tensor.Full(Shape.Scalar, _probability, values.Backend).Greater(uniform);

        // Below half of the probability: pepper; from there up to it: salt.
        Tensor notPepper = Tensor.Full(Shape.Scalar, _probability / 2, values.Backend).Greater(uniform).Affine(-1, 1);
        return replaced.Where(notPepper, values);
    }
}
