using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>A distribution whose values are independent, so that the log-densities of a row's values add up to the row's.</summary>
public abstract class IndependentDistribution : Distribution
{
    /// <summary>How many rows the parameters have.</summary>
    private protected abstract int Rows { get; }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = Math.Max(x.Shape[0], Rows), fewest = Math.Min(x.Shape[0], Rows);
        Tensor values = Elements(x, fewest);
        if (mask is not null)
        {
            values *= mask.Reshape(values.Shape.WithFirst(mask.Shape[0] / fewest));
        }
        return values.Reshape(new Shape(rows, values.Length / Math.Max(1, rows))).Sum(1);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elements(x, Rows).Reshape(x.Shape);
    }

    /// <summary>[samples, rows, ...]: samples of fewer rows meet the same parameters (or the same values) again.</summary>
    private protected abstract Tensor Elements(Tensor x, int rows);

    /// <summary>A parameter as <see cref="Elements"/> needs it: folded as the values' main one is if it has its shape, else left to stretch.</summary>
    private protected static Tensor Stretched(Tensor parameter, Tensor main, int rows) => parameter.Shape == main.Shape ? Folded(parameter, rows) : parameter;
}
