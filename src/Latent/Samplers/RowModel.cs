using Latent.Bounds;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Samplers;

/// <summary>
/// A distribution of rows that is fitted by maximum likelihood. It has no latents of its own: a row stands for its latent, and what the
/// trainer maximises is its log-probability.
/// </summary>
internal abstract class RowModel : LatentModel
{
    /// <param name="name">What the trainer calls it.</param>
    /// <param name="width">How many values a row has.</param>
    protected RowModel(string name, int width)
    {
        LatentSize = width;
        Players = [new Player(name, Parameters, (pass, step) => -Bound.Objective(pass, step))];
    }

    public sealed override ParameterSet Parameters { get; } = [];

    public sealed override Shape RowShape => new(LatentSize);

    public sealed override int LatentSize { get; }

    public sealed override bool HasDensity => false;

    public sealed override Bound Bound { get; } = new Elbo();

    public sealed override IReadOnlyList<Player> Players { get; }

    public sealed override Distribution Encode(Batch batch, Phase phase) => new PointMass(batch.Values);

    public override Distribution Prior(Tensor? condition = null) => throw new NotSupportedException("A distribution of rows has no latents.");

    public sealed override Pass Infer(Batch batch, int samples, Rng rng, Phase phase = default)
    {
        Distribution point = Encode(batch, phase);
        return new Pass(this, batch, point, point, batch.Values, samples, holdPosterior: false, phase);
    }

    public sealed override Pass Infer(Batch batch, Distribution posterior, int samples, Rng rng) => Infer(batch, samples, rng);
}
