using Latent.Data;
using Latent.Layers;

namespace Latent.Samplers;

/// <summary>
/// Something that is fitted, after a model was trained, to rows that it knows, and draws in the prior's stead. It is kept with the
/// model.
/// </summary>
public abstract class Sampler
{
    /// <summary>All that a fit finds out, by name.</summary>
    public abstract ParameterSet Parameters { get; }

    /// <summary>Learns from some rows.</summary>
    /// <param name="model">The model that the sampler was made for.</param>
    /// <param name="rows">Rows that fit the model; those that it was trained on.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">There are too few rows.</exception>
    public abstract void Fit(TrainedModel model, RowSource rows, SamplerOptions options);

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
