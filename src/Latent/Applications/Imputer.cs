using Latent.Composition;
using Latent.Data;
using Latent.Imputation;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Applications;

/// <summary>
/// Fills in the missing cells of tables with mixed columns: one best value each, or several draws, whose spread shows how much
/// is not known. Cells that are there stay as they are.
/// </summary>
/// <example><code>
/// var imputer = new Imputer().Fit(table);
/// imputer.Impute(table, writer);
/// </code></example>
public sealed class Imputer
{
    private readonly ImputerOptions _options;
    private TrainedModel? _model;

    /// <summary>An imputer that has yet to learn from a table.</summary>
    /// <exception cref="InputException">An option makes no sense.</exception>
    public Imputer(ImputerOptions? options = null)
    {
        _options = options ?? new ImputerOptions();
        _options.Validate();
    }

    /// <summary>An imputer with a model that was trained on a table before.</summary>
    /// <exception cref="InputException">It was trained on something else, or depends on a condition; or an option makes no sense.</exception>
    public Imputer(TrainedModel model, ImputerOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = Suitable(model);
    }

    /// <summary>What it learned; it can be saved.</summary>
    /// <exception cref="InvalidOperationException">It has not learned yet.</exception>
    public TrainedModel Model => _model ?? throw new InvalidOperationException("The imputer has not learned from a table yet; call Fit.");

    /// <summary>The names of the columns of a completed table.</summary>
    /// <param name="columns">Those of the table with gaps.</param>
    /// <param name="draws">How often it is completed; with draws, the first column tells which.</param>
    public static IReadOnlyList<string> Columns(IReadOnlyList<string> columns, int draws = 0)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string draw = "draw";
        while (columns.Contains(draw))
        {
            draw += "_";
        }
        return draws > 0 ? [draw, .. columns] : columns;
    }

    /// <summary>Learns from a table, its gaps included.</summary>
    /// <param name="source">The table.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">The table cannot be read, or nothing can be learned from it.</exception>
    /// <exception cref="TrainingException">Training failed.</exception>
    public Imputer Fit(TableSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        DataSet data = TableData.Read(source, _options.Columns with { Cancellation = cancellation });
        using var rows = data.Rows as IDisposable;
        _model = Suitable(new TrainedModel(new ImputerTraining(data, _options, cancellation).Fit()));
        return this;
    }

    /// <summary>Completes a table. It is read twice, side by side, and need not fit into memory.</summary>
    /// <param name="source">The table; it has the columns that the model was made for, in any order, and perhaps others, whose gaps stay.</param>
    /// <param name="writer">Takes it: the columns are those of <see cref="Columns"/>.</param>
    /// <param name="draws">How often it is completed: 0 for once, with the best values; otherwise so many times, each with values drawn, row by row with the number of the draw in front.</param>
    /// <param name="cells">Takes a row for every filled cell, of the columns <see cref="CellTable.Columns"/>: its best value, spread and interval; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How much was filled in.</returns>
    /// <exception cref="InputException">The table cannot be read, lacks columns, or is another one when read again.</exception>
    public ImputationCount Impute(TableSource source, TableWriter writer, int draws = 0, TableWriter? cells = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        TableSchema schema = Model.Schema.Table!;
        var filler = new GapFiller(Model.Model, schema, _options.Samples, cells is null ? draws : Math.Max(draws, _options.SpreadDraws));
        using TableReader ahead = source.Open(), behind = source.Open();
        var gaps = new GapReader(schema, ahead, behind, source.Name, filler.ChunkRows);
        CellTable? table = cells is null ? null : new CellTable(cells, _options.Level);
        var output = new CompletedRows(schema, gaps, writer, draws, table);
        Rng root = new Rng(_options.Seed).Split("impute");
        for (ulong chunk = 0; gaps.ReadChunk(); chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            ImputedRows? found = gaps.Incomplete.Count == 0 ? null : filler.Fill(gaps.Values, gaps.Incomplete.Count, root.Split(chunk));
            output.Write(found);
        }
        return output.Count;
    }

    /// <exception cref="InputException">It is for something else, or depends on a condition.</exception>
    internal static TrainedModel Suitable(TrainedModel model) => model switch
    {
        { Schema.Table: null } => throw new InputException("The model was trained on plain rows of numbers, and cells are filled in by one that was trained on a table with named columns; train it on such a file."),
        { Model.Conditioning: not null } => throw new InputException("The model depends on a condition, which rows with gaps need not tell; train one without, such as table-vae."),
        _ => model,
    };
}
