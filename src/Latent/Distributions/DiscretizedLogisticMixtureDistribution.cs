using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Independent 8-bit values scaled to [0, 1], each a mixture of logistics cut into 256 levels (Salimans et al. 2017,
/// without the coupling between colours). Log-probabilities are of levels: they sum to one over k/255, k = 0 .. 255.
/// </summary>
public sealed class DiscretizedLogisticMixtureDistribution : IndependentDistribution
{
    // A component at a time: tensors that fit the caches, and no stretching across the middle of one.
    private readonly Component[] _components;
    private readonly Shape _row;

    /// <summary>A mixture of these parameters, each [rows, components, values].</summary>
    /// <param name="logits">The logarithms of the components' weights, up to a constant.</param>
    /// <param name="location">Where every component is centred.</param>
    /// <param name="logScale">The logarithms of their scales.</param>
    /// <param name="row">The shape of a row; null for [values].</param>
    public DiscretizedLogisticMixtureDistribution(Tensor logits, Tensor location, Tensor logScale, Shape? row = null)
        : this([.. Split(logits).Zip(Split(location), Split(logScale)).Select(p => new Component(p.First, p.Second, p.Third))], row ?? new Shape(logits.Shape[2]))
    {
    }

    /// <summary>A mixture of these components.</summary>
    internal DiscretizedLogisticMixtureDistribution(Component[] components, Shape row)
    {
        _components = components;
        _row = row;
    }

    /// <summary>The weighted means of the components, each cut at 0 and 1.</summary>
    public override Tensor Mean
    {
        get
        {
            Tensor normaliser = LogSum([.. _components.Select(c => c.Logit)]);
            return _components.Select(c => (c.Logit - normaliser).Exp() * LogisticLevels.Mean(c.Location, c.LogScale))
                .Aggregate((a, b) => a + b).Reshape(_row.Prepend(normaliser.Shape[0]));
        }
    }

    private protected override int Rows => _components[0].Location.Shape[0];

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        // The largest of the logits with Gumbel noise belongs to component c with the weight of c.
        Tensor? best = null, location = null, logScale = null;
        foreach (Component component in _components)
        {
            Tensor uniform = Tensor.Uniform(component.Logit.Shape.Prepend(samples), rng, component.Logit.Backend).Maximum(1e-30f);
            Tensor noisy = component.Logit - (-uniform.Log()).Maximum(1e-30f).Log();
            if (best is null)
            {
                (best, location, logScale) = (noisy, component.Location.Expand(noisy.Shape), component.LogScale.Expand(noisy.Shape));
                continue;
            }
            Tensor better = noisy.Greater(best);
            (best, location, logScale) = (best.Maximum(noisy), better.Where(component.Location, location!), better.Where(component.LogScale, logScale!));
        }
        return LogisticLevels.Sample(location!, logScale!.Exp(), location!.Shape, rng).Reshape(_row.Prepend(samples * Rows));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new DiscretizedLogisticMixtureDistribution(
        [.. _components.Select(c => new Component(c.Logit.Detach(), c.Location.Detach(), c.LogScale.Detach()))], _row);

    private protected override Tensor Elements(Tensor x, int rows)
    {
        Tensor levels = Folded(x.Reshape(new Shape(x.Shape[0], _row.Length)), rows);
        Tensor logs = LogSum([.. _components.Select(c => Folded(c.Logit, rows) + LogisticLevels.LogMass(levels, Folded(c.Location, rows), Folded(c.LogScale, rows)))]);
        return logs - Folded(LogSum([.. _components.Select(c => c.Logit)]), rows);
    }

    /// <summary>log sum exp over tensors of one shape, element by element.</summary>
    private static Tensor LogSum(Tensor[] terms)
    {
        // Any number near the largest does; held fixed, it takes no part in the gradient.
        Tensor largest = terms.Select(t => t.Detach()).Aggregate((a, b) => a.Maximum(b));
        return largest + terms.Select(t => (t - largest).Exp()).Aggregate((a, b) => a + b).Log();
    }

    private static IEnumerable<Tensor> Split(Tensor parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var shape = new Shape(parameters.Shape[0], parameters.Shape[2]);
        return Enumerable.Range(0, parameters.Shape[1]).Select(k => parameters.Slice(1, k, 1).Reshape(shape));
    }

    /// <summary>One logistic of the mixture: its parameters, each [rows, values].</summary>
    internal sealed record Component(Tensor Logit, Tensor Location, Tensor LogScale);
}
