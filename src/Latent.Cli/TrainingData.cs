using Latent.Data;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>The rows of a run: those it learns from, those its bound is watched on, and those kept for the final figure.</summary>
/// <param name="Train">What is learned from.</param>
/// <param name="Validation">Set aside at random; null for none.</param>
/// <param name="Test">The test part of a named data set; null if there is none.</param>
internal sealed record TrainingData(DataSet Train, DataSet? Validation, DataSet? Test)
{
    private const int MostTrainingRows = 10_000;
    private const double UsualValidation = 0.1;

    /// <summary>The rows that the final figures are of, and what to call them: test rows, else validation rows, else (some) training rows.</summary>
    public (DataSet Rows, string Name) Evaluated =>
        Test is not null ? (Test, "test") : Validation is not null ? (Validation, "validation") : (DataInput.First(Train, MostTrainingRows), "train");

    /// <summary>The share of rows that is set aside when nothing is said: a tenth, but none of data that come with test rows.</summary>
    public static double UsualShare(DataOrigin data) => data.IsDivided ? 0 : UsualValidation;

    /// <summary>Divides the rows of a run.</summary>
    /// <param name="opened">What <paramref name="data"/> was opened as.</param>
    /// <param name="data">Where the rows come from.</param>
    /// <param name="options">How it was opened.</param>
    /// <param name="validation">The share of rows to set aside.</param>
    /// <param name="limit">How many rows to take at most.</param>
    /// <param name="seed">Fixes which rows are set aside.</param>
    /// <param name="context">Shows the work of opening.</param>
    public static TrainingData Divide(DataSet opened, DataOrigin data, DataOptions options, double validation, int? limit, ulong seed, CommandContext context)
    {
        DataSet train = DataInput.First(opened, limit);
        DataSet? test = options.Split is null or DataSplit.Train && data.IsDivided
            ? data.Open(options.For(DataSchema.Of(opened)) with { Split = DataSplit.Test }, context)
            : null;
        if (validation <= 0)
        {
            return new TrainingData(train, null, test);
        }
        (DataSet learned, DataSet watched) = train.Split(validation, new Rng(seed).Split("validation"));
        return new TrainingData(learned, watched, test);
    }

    /// <summary>Opens the rows of a run again.</summary>
    /// <param name="record">The run.</param>
    /// <param name="data">Where its rows come from.</param>
    /// <param name="reading">Where data is found, how large its images are and how much memory they may take.</param>
    /// <param name="seed">Fixes which rows are set aside.</param>
    /// <param name="context">Shows the work of opening.</param>
    public static TrainingData Open(RunRecord record, DataOrigin data, DataOptions reading, ulong seed, CommandContext context)
    {
        DataOptions options = reading with
        {
            Split = record.Split is { } split ? DataInput.Part(split) : null,
            As = record.As is { } kind ? DataInput.Kind(kind) : null,
            ArrayName = record.Array,
            LabelName = DataInput.LabelArray(record.Label),
            Rows = record.Rows is { } rows ? RowSelection.Parse(rows) : null,
            Window = record.Window,
            VolumeSize = record.VolumeSize is { } size ? DataInput.VolumeSize(size) : null,
        };
        return Divide(data.Open(options, context), data, options, record.Validation, record.Limit, seed, context);
    }
}
