using Latent.Bounds;
using Latent.Distributions;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Samplers;

/// <summary>A distribution that is fitted to rows by maximum likelihood. It has no latents of its own: what the trainer maximises is the rows' log-density.</summary>
internal sealed class DensityModel : LatentModel
{
    private readonly Prior _density;

    /// <param name="density">What is fitted.</param>
    public DensityModel(Prior density)
    {
        _density = density;
        Parameters = [];
        density.Collect("density", Parameters);
        Bound = new Elbo();
        Players = [new Player("density", Parameters, (pass, step) => -Bound.Objective(pass, step))];
    }

    public override ParameterSet Parameters { get; }

    public override Shape RowShape => new(_density.LatentSize);

    public override int LatentSize => _density.LatentSize;

    public override bool HasDensity => false;

    public override Bound Bound { get; }

    public override IReadOnlyList<Player> Players { get; }

    public override Distribution Encode(Batch batch, Phase phase) => new PointMass(batch.Values);

    public override Distribution Prior(Tensor? condition = null) => _density.Given(condition);

    public override Distribution Decode(Tensor latent, Tensor? condition, Phase phase) => _density.Given(condition);

    public override Pass Infer(Batch batch, int samples, Rng rng, Phase phase = default)
    {
        Distribution point = Encode(batch, phase);
        return new Pass(this, batch, point, point, batch.Values, samples, holdPosterior: false, phase);
    }

    public override Pass Infer(Batch batch, Distribution posterior, int samples, Rng rng) => Infer(batch, samples, rng);
}
