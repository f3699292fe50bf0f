using Latent.Composition;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Applications;

/// <summary>A model that was trained on a table, with the rows that it learned from and those that were set aside: what applications over tables begin with.</summary>
/// <param name="Model">The model.</param>
/// <param name="Train">What it learned from.</param>
/// <param name="Validation">What was set aside; null if the table has too few rows for that.</param>
public sealed record FittedTable(TrainedModel Model, DataSet Train, DataSet? Validation) : IDisposable
{
    // With fewer rows nothing is set aside.
    private const int FewestRows = 20;

    // A large table's rows are in a temporary file.
    private IDisposable? Owned { get; init; }

    /// <summary>Reads a table and trains a model on it. The rows are there until this is disposed.</summary>
    /// <exception cref="InputException">The table cannot be read, or the recipe does not fit it.</exception>
    /// <exception cref="TrainingException">Loss or gradient was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public static FittedTable Fit(TableSource table, TableModelOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        DataSet data = TableData.Read(table, options.Columns with { Cancellation = cancellation });
        var owned = data.Rows as IDisposable;
        try
        {
            return Fit(data, options, cancellation) with { Owned = owned };
        }
        catch
        {
            owned?.Dispose();
            throw;
        }
    }

    /// <summary>Trains a model on rows that were read.</summary>
    public static FittedTable Fit(DataSet data, TableModelOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        (DataSet train, DataSet? validation) = options.Validation > 0 && data.Count >= FewestRows ? data.Split(options.Validation, new Rng(options.Seed).Split("validation")) : (data, null);
        ComposedModel composed = options.Recipe.With("training.seed", options.Seed).Compose(DataSchema.Of(train), train.Rows);
        new Trainer(composed.Model, composed.Training with { BatchSize = Math.Min(composed.Training.BatchSize, train.Count) }, composed.Preparation) { Progress = options.Progress }
            .Fit(train.Rows, validation?.Rows, cancellation: cancellation);
        return new FittedTable(new TrainedModel(composed), train, validation);
    }

    /// <summary>Lets go of the rows of a table that was read here.</summary>
    public void Dispose() => Owned?.Dispose();
}
