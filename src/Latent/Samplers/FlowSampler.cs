using Latent.Composition;
using Latent.Distributions;
using Latent.Flows;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Samplers;

/// <summary>Draws latents from masked autoregressive flows (Papamakarios et al. 2017) that were fitted to those of data by maximum likelihood.</summary>
public sealed class FlowSampler : ContinuousSampler
{
    private const int MostFlows = 100;

    private readonly LatentTraining _training;
    private readonly DensityModel _model;

    internal FlowSampler(LatentModel model, Settings settings, WeightBudget weights)
        : base(model, "flow", [LatentSpace.RealValues], fewest: 2, LatentTraining.MostNumbers / model.LatentSize)
    {
        Backend backend = model.Parameters[0].Backend;
        int size = model.LatentSize, flows = settings.Integer("flows", 5, 1, MostFlows);
        int[] hidden = settings.Integers("hidden", 128, 128);
        _training = new LatentTraining(size, settings, backend);
        Rng rng = new Rng(0).Split("flow");
        _model = new DensityModel(new FlowPrior(FlowChain.Alternating([.. Enumerable.Range(0, flows).Select(_ =>
        {
            weights.TakePerceptron([size, .. hidden, 2 * size]);
            return new MaskedAutoregressive(size, hidden, rng, backend: backend);
        })]), backend));
        Parameters = _model.Parameters;
        _training.Collect(Parameters);
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Sample(int count, Rng rng, float temperature = 1)
    {
        Distribution density = _model.Prior();
        Tensor drawn = density.Sample(count, rng);
        return _training.Restore(temperature == 1 ? drawn : density.Spread(drawn, temperature));
    }

    /// <inheritdoc/>
    private protected override void Fit(float[] latents, Rng rng, SamplerOptions options) => _training.Fit(_model, latents, options);
}
