using System.Globalization;
using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Samplers.Columns;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Training;

namespace Latent.Samplers;

/// <summary>
/// Draws the cells of a table's rows one after the other, each given all before it: p(row) = product of p(cell | earlier cells), with
/// one masked network for all of them (NADE, Uria et al. 2016; MADE, Germain et al. 2015). Numbers are a choice of a bin and a place
/// in it. Like the samplers of latents it is fitted after training (Ghosh et al. 2020), but to the rows themselves: a network that sees
/// all earlier cells has no use for a latent, and rows drawn without one are nearer to the data.
/// </summary>
public sealed class ColumnSampler : Sampler, ITableRows
{
    /// <summary>What it is called.</summary>
    internal const string Name = "columns";

    private const int Fewest = 20, MostCells = 250, MostChoices = 2000, MostBins = 128, FewestBins = 8;
    private const int MostRows = 200_000, MostNumbers = 1 << 24, MostEpochs = 60, MostSteps = 2000, FewestSteps = 200;

    // How many weights all steps together may pass: a wide table gets fewer steps.
    private const long MostWork = 2_000_000_000;

    // Rows at a time, and how many there are to choose each from where some cells are given.
    private const int Working = 1000, Candidates = 20;

    private readonly TableSchema _schema;
    private readonly Settings _settings;
    private readonly WeightBudget _weights;
    private readonly Backend _backend;
    private readonly int _hidden;
    private readonly double _dropout;
    private readonly int _steps;
    private readonly int _batch;
    private readonly Lock _one = new();
    private readonly Tape _tape;
    private Tensor[] _bins = [];
    private CellCodec? _codec;
    private CellModel? _model;

    internal ColumnSampler(TrainedModel model, Settings settings, WeightBudget weights)
    {
        if (Obstacle(model, int.MaxValue) is { } obstacle)
        {
            throw new InputException(obstacle);
        }
        _schema = model.Schema.Table!;
        _settings = settings;
        _weights = weights;
        _backend = model.Model.Parameters[0].Backend;
        _tape = new Tape(_backend, record: false);
        _hidden = settings.Integer("hidden", 1024, 1);
        _dropout = settings.Within("dropout", 0.3, 0, 1);
        _steps = settings.Integer("steps", 1200, 1);
        _batch = settings.Integer("batch", 256, 1);
        if (settings.Has("bins"))
        {
            Build(settings.Integers("bins"));
        }
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; } = [];

    /// <summary>Why there can be no such sampler of a model, in a sentence; null where there can.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">How many rows there are to fit it to.</param>
    internal static string? Obstacle(TrainedModel model, int rows)
    {
        if (model.Schema.Table is not { } schema)
        {
            return "The sampler 'columns' draws the cells of a table one after the other, and this model was not made for a table with columns; take another sampler.";
        }
        int cells = CellCodec.Columns(schema).Count(), choices = Levels(schema) + (FewestBins * CellCodec.Numbers(schema).Count());
        return cells > MostCells || choices > MostChoices
            ? string.Create(CultureInfo.InvariantCulture, $"The sampler 'columns' is for tables of at most {MostCells} columns that have at most {MostChoices:N0} levels together, {FewestBins} for each of numbers, and this one has {cells} columns and {choices:N0} levels; take --sampler prior.")
            : rows < Fewest ? $"The sampler 'columns' cannot be fitted to {rows} rows; take at least {Fewest}."
            : null;
    }

    /// <inheritdoc/>
    public override void Fit(TrainedModel model, RowSource rows, SamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        int[] columns = [.. CellCodec.Numbers(_schema)];
        int count = Math.Min(Math.Min(rows.Count, MostRows), MostNumbers / Math.Max(2 * _schema.Columns.Count, _schema.Width));
        if (Obstacle(model, rows.Count) is { } obstacle)
        {
            throw new InputException(obstacle);
        }
        RowSource some = Some(rows, count);
        int most = Math.Clamp((MostChoices - Levels(_schema)) / Math.Max(1, columns.Length), FewestBins, MostBins);
        NumberBins[] bins = [.. columns.Select(column => NumberBins.Of(CellRows.Numbers(some, _schema.SlotsOf[column][0].Start), most))];
        if (_model is null)
        {
            // What the rows tell is kept among the settings: a file says by it how large the network is.
            Build(_settings.Integers("bins", [.. bins.Select(own => own.Count)]));
        }
        for (int i = 0; i < bins.Length; i++)
        {
            bins[i].Keep(_bins[i]);
        }
        _codec = null;
        CellCodec codec = Ready().Codec;
        (RowSource train, RowSource held) = CellRows.Split(codec, some, new Rng(options.Seed).Split("columns"));
        int batch = Math.Clamp(train.Count / 20, 1, _batch);
        long steps = Math.Clamp(20L * train.Count / batch, _steps, Math.Max(_steps, MostSteps));
        steps = Math.Clamp(MostWork / Parameters.Scalars, Math.Min(FewestSteps, _steps), steps);
        var training = new TrainingOptions
        {
            Epochs = (int)Math.Clamp(steps * batch / train.Count, 1, MostEpochs),
            BatchSize = batch,
            LearningRate = new LearningRate { Initial = 0.002, Decay = LearningRateDecay.Cosine },
            Optimizer = parameters => new Adam(parameters, new AdamOptions { WeightDecay = 0.01, Decoupled = true }),
            ClipNorm = 10,
            Seed = options.Seed,
        };
        new Trainer(_model!, training)
        {
            Progress = p => options.Progress?.Invoke((double)p.Step / p.Steps),
        }.Fit(train, held, cancellation: options.Cancellation);
    }

    void ITableRows.Draw(Span<float> rows, GivenCells? given, float temperature, Rng rng)
    {
        // What a step works on is kept for the next: one thread at a time.
        using Lock.Scope one = _one.EnterScope();
        (CellCodec codec, CellNetwork network) = Ready();
        (int Choice, float Number)[] known = [.. codec.Cells.Select(cell => given is null ? (-1, 0) : codec.Read(cell, given.Values))];
        int free = Array.FindIndex(known, cell => cell.Choice < 0), last = Array.FindLastIndex(known, cell => cell.Choice >= 0);
        int candidates = free >= 0 && free < last ? Candidates : 1, count = rows.Length / _schema.Width;
        for (int done = 0; done < count; done += Working / candidates)
        {
            using Tape.Scope scope = _tape.Begin();
            int now = Math.Min(Working / candidates, count - done);
            var drawing = new CellDrawing(network, codec.Cells, now, candidates, temperature, rng, _backend);
            drawing.Run(known);
            for (int r = 0; r < now; r++)
            {
                Span<float> row = rows.Slice((done + r) * _schema.Width, _schema.Width);
                for (int i = 0; i < codec.Cells.Count; i++)
                {
                    (int choice, float number) = drawing[r, i];
                    codec.Write(codec.Cells[i], choice, number, row);
                }
            }
        }
    }

    private (CellCodec Codec, CellNetwork Network) Ready()
    {
        if (_model is null)
        {
            throw new InputException("The model's sampler 'columns' does not tell its bins: its file may be damaged; copy it again, or take --sampler prior.");
        }
        // The bins that were read from a file stand in its tensors.
        _codec ??= new CellCodec(_schema, [.. _bins.Select(NumberBins.From)]);
        return (_codec, _model.Network);
    }

    // Atoms of numbers among them.
    private static int Levels(TableSchema schema) => schema.Slots.Sum(slot => slot.HasLevels && slot.Part is null ? slot.Width : 0);

    /// <summary>Makes the network of these numbers of bins.</summary>
    private void Build(int[] bins)
    {
        int numbers = CellCodec.Numbers(_schema).Count();
        if (bins.Length != numbers)
        {
            throw new InputException($"The sampler 'columns' tells the bins of {bins.Length} columns, and {numbers} of the table hold numbers.");
        }
        // Numbers that stand alone divide bins.
        if (bins.Any(count => count > (2 * MostBins) + 1))
        {
            throw new InputException($"The sampler 'columns' tells of {bins.Max()} bins of a column, and there are at most {(2 * MostBins) + 1}.");
        }
        _bins = [.. bins.Select(count => NumberBins.Room(count, _backend))];
        _model = new CellModel(new CellCodec(_schema, [.. _bins.Select(NumberBins.From)]).Cells, _hidden, (float)_dropout, _weights, new Rng(0).Split("columns"), _backend);
        for (int i = 0; i < _bins.Length; i++)
        {
            Parameters.AddStatistic($"bins.{i}", _bins[i]);
        }
        _model.Network.Collect(Parameters);
    }
}
