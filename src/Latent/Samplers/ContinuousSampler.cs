using Latent.Applications;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Samplers;

/// <summary>A sampler of latents that are not codes: it is fitted to one draw from the posterior of every row.</summary>
public abstract class ContinuousSampler : LatentSampler
{
    private readonly string _name;
    private readonly int _fewest;
    private readonly int _most;

    /// <param name="model">The model that it is for.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="spaces">Where latents may lie.</param>
    /// <param name="fewest">How many rows it takes at least.</param>
    /// <param name="most">How many rows it learns from at most; of more, every so many are taken.</param>
    private protected ContinuousSampler(LatentModel model, string name, IReadOnlyList<LatentSpace> spaces, int fewest, int most)
    {
        if (!spaces.Contains(model.Space))
        {
            throw new InputException(model.Space is LatentSpace.UnitSphere
                ? $"The sampler '{name}' is for latents of real values, and this model's lie on a sphere; take the sampler 'hypersphere'."
                : $"The sampler '{name}' is for latents of real values, and this model's are made of codes; take the sampler 'codes'.");
        }
        _name = name;
        _fewest = fewest;
        _most = most;
    }

    /// <inheritdoc/>
    public sealed override void Fit(TrainedModel model, RowSource rows, SamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        int count = Math.Min(rows.Count, _most);
        if (count < _fewest)
        {
            throw new InputException($"The sampler '{_name}' cannot be fitted to {count} rows; take at least {_fewest}.");
        }
        Rng root = new Rng(options.Seed).Split(_name);
        float[] latents = new float[count * model.Model.LatentSize];
        int done = 0;
        foreach ((Batch batch, Rng rng) in Sweep.Over(model, Some(rows, count), root.Split("latents"), cancellation: options.Cancellation))
        {
            Tensor drawn = model.Model.Encode(batch, Phase.Evaluation).Sample(1, rng);
            drawn.CopyTo(latents.AsSpan(done, drawn.Length));
            done += drawn.Length;
        }
        Fit(latents, root, options);
    }

    /// <summary>Learns from latents.</summary>
    /// <param name="latents">[rows, latent]; may be changed.</param>
    /// <param name="rng">Where all randomness comes from.</param>
    /// <param name="options">How.</param>
    private protected abstract void Fit(float[] latents, Rng rng, SamplerOptions options);
}
