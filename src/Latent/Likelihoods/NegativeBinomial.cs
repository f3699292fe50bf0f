using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Likelihoods;

/// <summary>Counts whose variance m + d m^2 exceeds their mean m; the decoder gives the means, and the overdispersion d if it is predicted.</summary>
public sealed class NegativeBinomial : Likelihood
{
    /// <summary>The least overdispersion that a learned or predicted one can fall to: practically none, while the mass keeps its digits.</summary>
    public const double SmallestOverdispersion = 0.001;

    private readonly CountMean _mean;
    private readonly Scale _logOverdispersion;

    /// <summary>A negative binomial likelihood over rows of <paramref name="values"/> counts.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="dispersion">Where the overdispersion comes from.</param>
    /// <param name="overdispersion">The overdispersion: the fixed one, or the one that learning starts from.</param>
    /// <param name="link">How outputs become means.</param>
    /// <param name="backend">Where learned overdispersions live.</param>
    public NegativeBinomial(int values, Variance dispersion = Variance.Feature, double overdispersion = 0.5, CountLink link = CountLink.Log, Backend? backend = null)
    {
        _mean = new CountMean(values, link, backend);
        _logOverdispersion = Overdispersion(values, dispersion, overdispersion, backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logOverdispersion.OutputsPerValue;

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
        _logOverdispersion.Split(decoded, out Tensor output, out Tensor log);
        return new NegativeBinomialDistribution(_mean.Log(output), log);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _logOverdispersion.Collect($"{path}.log_overdispersion", parameters);
        _mean.Collect($"{path}.log_usual_mean", parameters);
    }

    internal static Scale Overdispersion(int values, Variance dispersion, double overdispersion, Backend? backend)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(overdispersion, SmallestOverdispersion);
        return new Scale(dispersion, values, (float)Math.Log(overdispersion), (float)Math.Log(SmallestOverdispersion), backend);
    }
}
