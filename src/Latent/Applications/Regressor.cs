using Latent.Data;
using Latent.Tables;
using Latent.Training;

namespace Latent.Applications;

/// <summary>How a regressor over rows of a table learns. Validation rows are none: labels are few.</summary>
public sealed record RegressorOptions : TableModelOptions
{
    /// <summary>Options for the number in this column, known of some rows at least.</summary>
    /// <param name="target">Its name.</param>
    public RegressorOptions(string target)
    {
        Target = target;
        Recipe = Recipe.Named("table-regression");
        Validation = 0;
    }

    /// <summary>The column whose number is told.</summary>
    public string Target { get; }
}

/// <summary>What was told of rows.</summary>
/// <param name="Numbers">The expected number of every row.</param>
/// <param name="Deviations">How far off it may be: a standard deviation.</param>
/// <param name="Score">How far off they were, where the table tells.</param>
public sealed record ToldNumbers(float[] Numbers, float[] Deviations, NumberScore Score);

/// <summary>Learns a number of rows of a table from the few of which it is known, with the help of the others.</summary>
/// <param name="options">How.</param>
public sealed class Regressor(RegressorOptions options)
{
    private TrainedModel? _model;

    /// <summary>What was learned.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public TrainedModel Model => _model ?? throw new InvalidOperationException("The regressor has learned nothing yet; call Fit first.");

    /// <summary>Learns a table, some rows of which have the number.</summary>
    /// <exception cref="InputException">The table cannot be read or learned from, or has no such column.</exception>
    /// <exception cref="TrainingException">Loss or gradient was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public Regressor Fit(TableSource table, CancellationToken cancellation = default)
    {
        using FittedTable fitted = FittedTable.Fit(table, options with { Columns = options.Columns with { Target = options.Target } }, cancellation);
        LabelCalibration.Fit(fitted.Model, fitted.Train.Rows, cancellation: cancellation);
        _model = fitted.Model;
        return this;
    }

    /// <summary>Tells the number of rows.</summary>
    /// <exception cref="InputException">The table cannot be read, or lacks columns.</exception>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public ToldNumbers Predict(TableSource table, CancellationToken cancellation = default)
    {
        DataSet data = TableData.Read(table, options.Columns with { Target = options.Target, Cancellation = cancellation }, Model.Schema.Table);
        using var rows = data.Rows as IDisposable;
        List<float> numbers = [], deviations = [];
        NumberScore score = new NumberPredictor(Model).Predict(
            Model.Schema.Fit(data),
            (some, far) =>
            {
                numbers.AddRange(some);
                deviations.AddRange(far);
            },
            cancellation: cancellation);
        return new ToldNumbers([.. numbers], [.. deviations], score);
    }
}
