using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Likelihoods;

/// <summary>Counts whose variance is their mean; the decoder gives the means.</summary>
public sealed class Poisson : Likelihood
{
    private readonly CountMean _mean;

    /// <summary>A Poisson likelihood over rows of <paramref name="values"/> counts.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="link">How outputs become means.</param>
    /// <param name="backend">Where the columns' usual means live.</param>
    public Poisson(int values, CountLink link = CountLink.Log, Backend? backend = null) => _mean = new CountMean(values, link, backend);

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
    public override Distribution Given(Tensor decoded) => new PoissonDistribution(_mean.Log(decoded));

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _mean.Collect($"{path}.log_usual_mean", parameters);
}
