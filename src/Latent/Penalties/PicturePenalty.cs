using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>A term that compares the means of p(x|z) with the rows themselves, as pictures; it asks for no network that was trained elsewhere.</summary>
public abstract class PicturePenalty : Penalty
{
    private readonly float _weight;

    /// <summary>A term of this weight.</summary>
    private protected PicturePenalty(double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        _weight = (float)weight;
    }

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return Distance(pass.Likelihood.Mean, RowsOf(pass)).Mean() * _weight;
    }

    /// <summary>How far every picture is from the one that it should be.</summary>
    /// <param name="means">[rows, ...row shape], what the model makes.</param>
    /// <param name="rows">As many rows, what there was.</param>
    /// <returns>[rows], or more terms of equal weight.</returns>
    internal abstract Tensor Distance(Tensor means, Tensor rows);
}
