using Latent.Samplers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Applications;

/// <summary>How a synthesizer is made.</summary>
public sealed record SynthesizerOptions : TableModelOptions
{
    /// <summary>What rows are drawn from: <c>columns</c>, a network fitted to the training rows that draws one cell after the other, another of <see cref="NamedSampler.All"/>, or null for the prior. Tables too small or too wide for <c>columns</c> keep the prior.</summary>
    public string? Sampler { get; init; } = "columns";
}

/// <summary>Learns a table and makes new rows like its own (Xu et al. 2019).</summary>
/// <param name="options">How; null for the defaults.</param>
public sealed class Synthesizer(SynthesizerOptions? options = null)
{
    private readonly SynthesizerOptions _options = options ?? new SynthesizerOptions();
    private TrainedModel? _model;
    private TableGenerator? _generator;

    /// <summary>What was learned.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public TrainedModel Model => _model ?? throw Unlearned();

    /// <summary>The columns of new rows.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public IReadOnlyList<string> Columns => Fitted.Columns;

    private TableGenerator Fitted => _generator ?? throw Unlearned();

    /// <summary>Learns a table.</summary>
    /// <exception cref="InputException">The table cannot be read or learned from.</exception>
    /// <exception cref="TrainingException">Loss or gradient was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public Synthesizer Fit(TableSource table, CancellationToken cancellation = default)
    {
        using FittedTable fitted = FittedTable.Fit(table, _options, cancellation);
        bool fits = _options.Sampler is not null && (_options.Sampler != ColumnSampler.Name || ColumnSampler.Obstacle(fitted.Model, fitted.Train.Count) is null);
        Sampler? sampler = fits ? fitted.Model.FitSampler(_options.Sampler!, fitted.Train.Rows, new SamplerOptions { Seed = _options.Seed, Cancellation = cancellation }) : null;
        (_model, _generator) = (fitted.Model, new TableGenerator(fitted.Model, sampler));
        return this;
    }

    /// <summary>Writes new rows, in a table of <see cref="Columns"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="writer">Takes them.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    /// <param name="conditions">Cells that all of them have: the column and its value.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">A condition makes no sense, or the table cannot be written.</exception>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public void Sample(int count, TableWriter writer, ulong seed = 0, IReadOnlyList<(string Column, string Value)>? conditions = null, CancellationToken cancellation = default) =>
        Fitted.Sample(count, new Rng(seed).Split("samples"), writer, conditions ?? [], cancellation: cancellation);

    private static InvalidOperationException Unlearned() => new("The synthesizer has learned nothing yet; call Fit first.");
}
