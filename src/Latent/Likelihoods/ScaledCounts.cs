using Latent.Distributions;
using Latent.Layers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Backend = Latent.Tensors.Backends.Backend;

namespace Latent.Likelihoods;

/// <summary>Columns of counts among others: negative binomial, with a learned overdispersion for every column. The decoder gives log means on the columns' scales.</summary>
internal sealed class ScaledCounts : Likelihood
{
    // The logarithm of a mean bends below this, and cannot overflow however far an output goes.
    private const float LargestLog = 15;

    private readonly Tensor _location;
    private readonly Tensor _scale;
    private readonly Scale _logOverdispersion;

    public ScaledCounts(Column[] columns, Backend? backend)
    {
        var shape = new Shape(columns.Length);
        _location = Tensor.Constant([.. columns.Select(c => (float)c.Location)], shape, backend);
        _scale = Tensor.Constant([.. columns.Select(c => (float)c.Scale)], shape, backend);
        _logOverdispersion = NegativeBinomial.Overdispersion(columns.Length, Variance.Feature, 0.5, backend);
    }

    public override Measure Measure => Measure.Counts;

    public override Distribution Given(Tensor decoded)
    {
        _logOverdispersion.Split(decoded, out Tensor output, out Tensor log);
        Tensor mean = ((output * _scale) + _location).Affine(-1, LargestLog).Softplus().Affine(-1, LargestLog);
        return new ScaledCountDistribution(new NegativeBinomialDistribution(mean, log), _location, _scale);
    }

    public override void Collect(string path, ParameterSet parameters) => _logOverdispersion.Collect($"{path}.log_overdispersion", parameters);
}
