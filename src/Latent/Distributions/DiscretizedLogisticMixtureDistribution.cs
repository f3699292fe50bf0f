using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Independent 8-bit values scaled to [0, 1], each a mixture of logistics cut into 256 levels (Salimans et al. 2017,
/// without the coupling between colours). Log-probabilities are of levels: they sum to one over k/255, k = 0 .. 255.
/// </summary>
public sealed class DiscretizedLogisticMixtureDistribution : Distribution
{
    private readonly Tensor _logWeight;
    private readonly Tensor _location;
    private readonly Tensor _logScale;
    private readonly Shape _row;

    /// <summary>A mixture of these parameters, each [rows, components, values].</summary>
    /// <param name="logits">The logarithms of the components' weights, up to a constant.</param>
    /// <param name="location">Where every component is centred.</param>
    /// <param name="logScale">The logarithms of their scales.</param>
    /// <param name="row">The shape of a row; null for [values].</param>
    public DiscretizedLogisticMixtureDistribution(Tensor logits, Tensor location, Tensor logScale, Shape? row = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        _logWeight = logits - logits.LogSumExp(1, keep: true);
        _location = location;
        _logScale = logScale;
        _row = row ?? new Shape(logits.Shape[2]);
    }

    /// <summary>The weighted means of the components, each cut at 0 and 1.</summary>
    public override Tensor Mean => (_logWeight.Exp() * LogisticLevels.Mean(_location, _logScale)).Sum(1).Reshape(_row.Prepend(_location.Shape[0]));

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = Math.Max(x.Shape[0], _location.Shape[0]), fewest = Math.Min(x.Shape[0], _location.Shape[0]), values = _location.Shape[2];
        Tensor logs = Elements(x, fewest);
        if (mask is not null)
        {
            logs *= mask.Reshape(new Shape(mask.Shape[0] / fewest, fewest, values));
        }
        return logs.Reshape(new Shape(rows, values)).Sum(1);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Elements(x, _location.Shape[0]).Reshape(x.Shape);
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        // The largest of the logits with Gumbel noise belongs to component c with the weight of c.
        Tensor uniform = Tensor.Uniform(_logWeight.Shape.Prepend(samples), rng, _logWeight.Backend).Maximum(1e-30f);
        Tensor noisy = _logWeight - (-uniform.Log()).Maximum(1e-30f).Log();
        Tensor chosen = noisy.Max(2, keep: true).Greater(noisy).Affine(-1, 1);
        chosen /= chosen.Sum(2, keep: true);
        Tensor location = (chosen * _location).Sum(2), scale = (chosen * _logScale).Sum(2).Exp();
        return LogisticLevels.Sample(location, scale, location.Shape, rng).Reshape(_row.Prepend(samples * _location.Shape[0]));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new DiscretizedLogisticMixtureDistribution(_logWeight.Detach(), _location.Detach(), _logScale.Detach(), _row);

    /// <summary>[samples, rows, values]: samples of fewer rows meet the same parameters (or the same values) again.</summary>
    private Tensor Elements(Tensor x, int rows)
    {
        int values = _location.Shape[2];
        Tensor levels = x.Reshape(new Shape(x.Shape[0] / rows, rows, 1, values));
        return (Folded(_logWeight, rows) + LogisticLevels.LogMass(levels, Folded(_location, rows), Folded(_logScale, rows))).LogSumExp(2);
    }

    private static Tensor Folded(Tensor x, int rows) => x.Reshape(x.Shape.WithFirst(rows).Prepend(x.Shape[0] / rows));
}
