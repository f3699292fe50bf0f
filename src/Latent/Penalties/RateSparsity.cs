using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight sum_j KL(rate || mean of z_j over the batch), both taken for the probabilities of a unit being on (Ng 2011): every
/// unit of a latent between 0 and 1 is on for a small share of the rows, and each for others.
/// </summary>
public sealed class RateSparsity : Penalty
{
    private const float Least = 1e-6f;

    private readonly float _weight;
    private readonly double _rate;

    /// <summary>A penalty of this weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="rate">The share of rows that a unit is to be on for, between 0 and 1.</param>
    public RateSparsity(double weight = 3, double rate = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rate, 1);
        _weight = (float)weight;
        _rate = rate;
    }

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor on = pass.Latent.Mean(0).Clip(Least, 1 - Least);
        double entropy = (_rate * Math.Log(_rate)) + ((1 - _rate) * Math.Log(1 - _rate));
        Tensor cross = (on.Log() * (float)_rate) + (on.Affine(-1, 1).Log() * (float)(1 - _rate));
        return cross.Sum().Affine(-_weight, _weight * on.Length * (float)entropy);
    }

    /// <inheritdoc/>
    public override string? Objection(Posterior posterior) => posterior is Deterministic { Activation: Activation.Sigmoid }
        ? null
        : "needs latents between 0 and 1; take the posterior deterministic with the activation sigmoid, or the penalty sparsity-l1";
}
