using System.CommandLine;
using Latent.Conditions;
using Latent.Data;
using Latent.Files;
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
    public (DataSet Data, string Name) Data(string? named)
    {
        (DataSet data, string name) = Find(named);
        Model.Schema.Fit(data);
        return (data, name);
    }

    /// <summary>As <see cref="Data"/>, whatever the length of the sequences.</summary>
    public DataSet Sequences(string? named) => Find(named).Data;

    private (DataSet Data, string Name) Find(string? named)
    {
        DataOptions options = DataInput.Options(_parsed).For(Model.Schema);
        (DataSet data, string name) = (named, Record) switch
        {
            (null, { } record) when options.Split is null && options.Rows is null && options.Window is null => TrainingData.Open(record, options, Model.Composed.Training.Seed, _context).Evaluated,
            (null, { } record) => (Opened(record.Data, Recorded(record, options)), Called(options.Split)),
            (null, null) => NamedDataSets.TryFind(Model.Schema.Name, out _)
                ? (Opened(Model.Schema.Name, options), Called(options.Split ?? DataSplit.Test))
                : throw new InputException("It is not known what data this model was trained on; name some: a known name or a file."),
            ({ } given, _) => (Opened(given, options), DataSets.IsDivided(given) ? Called(options.Split ?? DataSplit.Test) : Called(options.Split)),
        };
        return (DataInput.First(data, _parsed.GetValue(SharedOptions.Limit)), name);
    }

    /// <summary>The rows to learn features from: those that the run was trained on, or the training part of a named set, else the rows themselves.</summary>
    /// <param name="named">What <see cref="Data"/> was given.</param>
    /// <param name="evaluated">What it opened.</param>
    public DataSet Learned(string? named, DataSet evaluated)
    {
        DataOptions options = DataInput.Options(_parsed).For(Model.Schema);
        string? set = named ?? (Record is null ? Model.Schema.Name : null);
        DataSet learned = (set, Record) switch
        {
            (null, { } record) => TrainingData.Open(record, options, Model.Composed.Training.Seed, _context).Train,
            ({ } name, _) when DataSets.IsDivided(name) => DataInput.Open(name, options with { Split = DataSplit.Train }, _context),
            _ => evaluated,
        };
        return new DataSet(learned.Name, Model.Schema.Kind, Model.Schema.Fit(learned)) { Labels = learned.Labels };
    }

    /// <summary>The rows that the run was trained on.</summary>
    public DataSet Trained()
    {
        DataOptions options = DataInput.Options(_parsed).For(Model.Schema);
        DataSet rows = Record is { } record ? TrainingData.Open(record, options, Model.Composed.Training.Seed, _context).Train
            : NamedDataSets.TryFind(Model.Schema.Name, out _) ? DataInput.Open(Model.Schema.Name, options with { Split = DataSplit.Train }, _context)
            : throw new InputException("It is not known what data this model was trained on, so no sampler can be fitted to them; give the folder of its run instead of the model alone.");
        return new DataSet(rows.Name, Model.Schema.Kind, Model.Schema.Fit(rows)) { Labels = rows.Labels };
    }

    private DataSet Opened(string data, DataOptions options)
    {
        // Where the run found its classes, a model that needs them finds them again.
        options = Fitting(data, options) with { LabelName = Model.Model.Conditioning is ClassCondition || Model.Model.Classes > 0 ? DataInput.LabelArray(Record?.Label) : null };
        DataSet opened = DataInput.Open(data, options, _context);
        // A film that is no sequences yet becomes such windows as the model learned from.
        Shape learned = Model.Schema.RowShape;
        bool isFilm = Model.Schema.Kind is DataKind.Sequence && learned.Rank > 1 && opened.RowShape.Length == learned.Length / learned[0] && learned[0] > 1;
        return isFilm && options.Window is null ? DataInput.Open(data, options with { Window = learned[0] }, _context) : opened;
    }

    /// <summary>The run's own data as they were opened then, but for what is asked now.</summary>
    private static DataOptions Recorded(RunRecord record, DataOptions options) => options with
    {
        ArrayName = options.ArrayName ?? record.Array,
        Rows = options.Rows ?? (record.Rows is { } rows ? RowSelection.Parse(rows) : null),
        Window = options.Window ?? record.Window,
    };

    /// <summary>Rows are taken for what the model was trained on, volumes get its size, and data that come divided show their test part.</summary>
    private DataOptions Fitting(string data, DataOptions options) => DataSets.IsDivided(data)
        ? options with { Split = options.Split ?? DataSplit.Test }
        : options with { As = options.As ?? Model.Schema.Kind, VolumeSize = options.VolumeSize ?? (Model.Schema is { Kind: DataKind.Volume, RowShape.Rank: 3 or 4 } volumes ? new Shape(volumes.RowShape[0], volumes.RowShape[1], volumes.RowShape[2]) : null) };

    private static string Called(DataSplit? split) => split switch { DataSplit.Train => "train", DataSplit.Test => "test", _ => "all" };
}
