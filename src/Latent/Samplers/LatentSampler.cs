using Latent.Data;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Samplers;

/// <summary>
/// A distribution over latents that is fitted, after a model was trained, to those that its data have: where the prior is
/// not what latents came to be like, rows decoded from these are better (Ghosh et al. 2020). It is kept with the model.
/// </summary>
public abstract class LatentSampler
{
    /// <summary>All that a fit finds out, by name.</summary>
    public abstract ParameterSet Parameters { get; }

    /// <summary>Learns from the latents of some rows.</summary>
    /// <param name="model">The model that the sampler was made for.</param>
    /// <param name="rows">Rows that fit the model; those that it was trained on.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">There are too few rows.</exception>
    public abstract void Fit(TrainedModel model, RowSource rows, SamplerOptions options);

    /// <summary>Draws latents.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="temperature">Their spread relative to the fitted one; below 1 gives more typical ones.</param>
    /// <returns>[count, latent].</returns>
    public abstract Tensor Sample(int count, Rng rng, float temperature = 1);

    /// <summary>So many rows, evenly spread over all.</summary>
    private protected static RowSource Some(RowSource rows, int count) =>
        count == rows.Count ? rows : new SelectedRows(rows, [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Count / count))]);
}

/// <summary>How a sampler is fitted.</summary>
public sealed record SamplerOptions
{
    /// <summary>Where all randomness of the fit comes from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Told the share of the work that is done.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Stops the fit.</summary>
    public CancellationToken Cancellation { get; init; }
}
