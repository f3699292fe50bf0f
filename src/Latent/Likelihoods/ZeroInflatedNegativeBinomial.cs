using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>Counts that can be lost, and then are zero, and otherwise have a <see cref="NegativeBinomial"/> likelihood; the decoder gives the means, the overdispersion if it is predicted, and last the log odds of loss.</summary>
public sealed class ZeroInflatedNegativeBinomial : Likelihood
{
    // Losses begin rare, at one in twenty: where there are none, little has to be unlearned.
    private const float InitialLogit = -3;

    private readonly int _values;
    private readonly CountMean _mean;
    private readonly Scale _logOverdispersion;

    /// <summary>A zero-inflated negative binomial likelihood over rows of <paramref name="values"/> counts.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="dispersion">Where the overdispersion comes from.</param>
    /// <param name="overdispersion">The overdispersion: the fixed one, or the one that learning starts from.</param>
    /// <param name="link">How outputs become means.</param>
    /// <param name="backend">Where learned overdispersions live.</param>
    public ZeroInflatedNegativeBinomial(int values, Variance dispersion = Variance.Feature, double overdispersion = 0.5, CountLink link = CountLink.Log, Backend? backend = null)
    {
        _values = values;
        _mean = new CountMean(values, link, backend);
        _logOverdispersion = NegativeBinomial.Overdispersion(values, dispersion, overdispersion, backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logOverdispersion.OutputsPerValue + 1;

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override Measure Measure => Measure.Counts;

    /// <inheritdoc/>
    public override ValueDomain Domain => ValueDomain.Counts;

    /// <inheritdoc/>
    public override MeanLink? Link => null;

    /// <inheritdoc/>
    public override void Begin(RowSource rows) => _mean.Begin(rows);

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        int rows = decoded.Shape[0], first = _logOverdispersion.OutputsPerValue;
        Shape row = decoded.Shape.Rank == 2 ? new Shape(_values) : decoded.Shape.WithoutFirst().WithoutFirst();
        Tensor outputs = decoded.Reshape(new Shape(rows, (first + 1) * _values)), counts = outputs.Slice(1, 0, first * _values);
        counts = counts.Reshape(row.Rank == 1 ? counts.Shape : first == 1 ? row.Prepend(rows) : row.Prepend(first).Prepend(rows));
        _logOverdispersion.Split(counts, out Tensor output, out Tensor log);
        Tensor logit = outputs.Slice(1, first * _values, _values).Reshape(row.Prepend(rows)).Affine(1, InitialLogit);
        return new ZeroInflatedNegativeBinomialDistribution(_mean.Log(output), log, logit);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _logOverdispersion.Collect($"{path}.log_overdispersion", parameters);
        _mean.Collect($"{path}.log_usual_mean", parameters);
    }
}
