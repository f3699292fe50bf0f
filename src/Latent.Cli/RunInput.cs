using System.CommandLine;
using Latent.Conditions;
using Latent.Data;
using Latent.Files;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>A finished run as commands use it: its model, its record, and data that fit it.</summary>
internal sealed class RunInput
{
    private readonly ParseResult _parsed;
    private readonly CommandContext _context;

    private RunInput(RunDirectory directory, TrainedModel model, RunRecord? record, ParseResult parsed, CommandContext context)
    {
        Directory = directory;
        Model = model;
        Record = record;
        _parsed = parsed;
        _context = context;
    }

    /// <summary>The argument RUN.</summary>
    public static Argument<string> Run { get; } = Typed.Needed("RUN", "The folder of a run, or a model.safetensors file.");

    /// <summary>The argument DATA of commands that otherwise take the run's own data.</summary>
    public static Argument<string?> OwnData { get; } = Typed.Optional("DATA", "A known name ('latent data list') a file or a folder. Default: the run's own test or validation rows.");

    public RunDirectory Directory { get; }

    public TrainedModel Model { get; }

    public RunRecord? Record { get; }

    /// <summary>Loads a run's model, once the engine is ready.</summary>
    public static RunInput Open(ParseResult parsed, CommandContext context)
    {
        context.UseEngine();
        return Open(parsed.GetRequiredValue(Run), parsed, context);
    }

    /// <summary>Loads the model of the run in this folder; the engine has to be ready.</summary>
    public static RunInput Open(string path, ParseResult parsed, CommandContext context)
    {
        RunDirectory directory = RunDirectory.Open(path);
        return new RunInput(directory, TrainedModel.Load(directory.Model), RunRecord.Load(directory.Record), parsed, context);
    }

    /// <summary>The data that were named, or the run's own rows, and what these rows are called.</summary>
    /// <param name="named">What was named; null for the run's own rows.</param>
    /// <param name="label">The column or array that holds the classes; null for that which the run learned from, if its model needs them.</param>
    public (DataSet Data, string Name) Data(string? named, string? label = null)
    {
        (DataSet data, string name) = Find(named, label);
        Model.Schema.Fit(data);
        return (data, name);
    }

    /// <summary>As <see cref="Data"/>, whatever the length of the sequences.</summary>
    public DataSet Sequences(string? named) => Find(named).Data;

    /// <summary>The rows that the run was trained on and those that were set aside; null if its record is not there.</summary>
    public TrainingData? Own() => Record is { } record ? Own(record, Options()) : null;

    /// <summary>The table that was named, or all of the run's own, its cells as they stand there.</summary>
    public TableSource Table(string? named) => Origin(named) is { } origin ? origin.Table(Options().Csv)
        : Record is { } record ? DataOrigin.Recorded(record, _parsed).Table(Recorded(record, Options()).Csv)
        : throw new InputException("It is not known what data this model was trained on; name a file with its columns.");

    private (DataSet Data, string Name) Find(string? named, string? label = null)
    {
        DataOptions options = Options();
        (DataSet data, string name) = (Origin(named), Record) switch
        {
            (null, { } record) when options.Split is null && options.Rows is null && options.Window is null => Own(record with { Label = label ?? record.Label }, options).Evaluated,
            (null, { } record) => (Opened(DataOrigin.Recorded(record, _parsed), Recorded(record, options), label), Called(options.Split)),
            (null, null) => NamedDataSets.TryFind(Model.Schema.Name, out _)
                ? (Opened(DataOrigin.Named(Model.Schema.Name, _parsed)!, options, label), Called(options.Split ?? DataSplit.Test))
                : throw new InputException("It is not known what data this model was trained on; name some: a known name or a file."),
            ({ } given, _) => (Opened(given, options, label), given.IsDivided ? Called(options.Split ?? DataSplit.Test) : Called(options.Split)),
        };
        return (DataInput.First(data, _parsed.GetValue(SharedOptions.Limit)), name);
    }

    /// <summary>The rows to learn features from: those that the run was trained on, or the training part of a named set, else the rows themselves.</summary>
    /// <param name="named">What <see cref="Data"/> was given.</param>
    /// <param name="evaluated">What it opened.</param>
    public DataSet Learned(string? named, DataSet evaluated)
    {
        DataOptions options = Options();
        DataOrigin? set = Origin(named) ?? (Record is null ? DataOrigin.Named(Model.Schema.Name, _parsed) : null);
        DataSet learned = (set, Record) switch
        {
            (null, { } record) => Own(record, options).Train,
            ({ IsDivided: true } divided, _) => divided.Open(options with { Split = DataSplit.Train }, _context),
            _ => evaluated,
        };
        return new DataSet(learned.Name, Model.Schema.Kind, Model.Schema.Fit(learned)) { Labels = learned.Labels };
    }

    /// <summary>The rows that the run was trained on.</summary>
    public DataSet Trained()
    {
        DataOptions options = Options();
        DataSet rows = Record is { } record ? Own(record, options).Train
            : NamedDataSets.TryFind(Model.Schema.Name, out _) ? DataInput.Open(Model.Schema.Name, options with { Split = DataSplit.Train }, _context)
            : throw new InputException("It is not known what data this model was trained on, so no sampler can be fitted to them; give the folder of its run instead of the model alone.");
        return new DataSet(rows.Name, Model.Schema.Kind, Model.Schema.Fit(rows)) { Labels = rows.Labels };
    }

    /// <summary>As <see cref="Trained"/>, where these rows are what they were.</summary>
    /// <exception cref="InputException">They are gone, or others.</exception>
    public DataSet Unchanged()
    {
        DataSet rows = Trained();
        return Record is null || Record.LearnedFrom(rows.Rows) ? rows : throw new InputException($"{rows.Name} has other rows than when the model was trained.");
    }

    /// <summary>What was named; null where the run's own rows are meant, be it over another connection.</summary>
    private DataOrigin? Origin(string? named) => named is null && DataOrigin.IsOwnQuery(Record, _parsed) ? null : DataOrigin.Named(named, _parsed);

    /// <summary>How rows are read that are to fit the model: what stood for missing values in training does so in all tables.</summary>
    private DataOptions Options()
    {
        DataOptions options = DataInput.Options(_parsed).For(Model.Schema);
        return options with { PlainColumns = Record?.PlainColumns, Csv = options.Csv with { MissingMarkers = options.Csv.MissingMarkers ?? Record?.Csv?.MissingMarkers } };
    }

    private TrainingData Own(RunRecord record, DataOptions options) =>
        TrainingData.Open(record, DataOrigin.Recorded(record, _parsed), options with { Csv = Written(record, options.Csv) }, Model.Composed.Training.Seed, _context);

    private DataSet Opened(DataOrigin data, DataOptions options, string? label)
    {
        // Where the run found its classes, a model that needs them finds them again.
        options = Fitting(data, options) with { LabelName = label ?? (Model.Model.Conditioning is ClassCondition || Model.Model.Classes > 0 ? DataInput.LabelArray(Record?.Label) : null) };
        DataSet opened = data.Open(options, _context);
        // A film that is no sequences yet becomes such windows as the model learned from.
        Shape learned = Model.Schema.RowShape;
        bool isFilm = Model.Schema.Kind is DataKind.Sequence && learned.Rank > 1 && opened.RowShape.Length == learned.Length / learned[0] && learned[0] > 1;
        return isFilm && options.Window is null ? data.Open(options with { Window = learned[0] }, _context) : opened;
    }

    /// <summary>The run's own data as they were opened then, but for what is asked now.</summary>
    private static DataOptions Recorded(RunRecord record, DataOptions options) => options with
    {
        ArrayName = options.ArrayName ?? record.Array,
        Rows = options.Rows ?? (record.Rows is { } rows ? RowSelection.Parse(rows) : null),
        Window = options.Window ?? record.Window,
        Csv = Written(record, options.Csv),
    };

    /// <summary>The run's own table is written as it was, but for what is said now.</summary>
    private static CsvOptions Written(RunRecord record, CsvOptions now) => record.Csv is not { } then ? now : new CsvOptions
    {
        Separator = now.Separator ?? then.Separator,
        Header = now.Header ?? then.Header,
        DecimalSeparator = now.DecimalSeparator ?? then.DecimalSeparator,
        Encoding = now.Encoding ?? then.Encoding,
        MissingMarkers = now.MissingMarkers ?? then.MissingMarkers,
    };

    /// <summary>Rows are taken for what the model was trained on, volumes get its size, and data that come divided show their test part.</summary>
    private DataOptions Fitting(DataOrigin data, DataOptions options) => data.IsDivided
        ? options with { Split = options.Split ?? DataSplit.Test }
        : options with { As = options.As ?? Model.Schema.Kind, VolumeSize = options.VolumeSize ?? (Model.Schema is { Kind: DataKind.Volume, RowShape.Rank: 3 or 4 } volumes ? new Shape(volumes.RowShape[0], volumes.RowShape[1], volumes.RowShape[2]) : null) };

    private static string Called(DataSplit? split) => split switch { DataSplit.Train => "train", DataSplit.Test => "test", _ => "all" };
}
