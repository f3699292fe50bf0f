using Latent.Data;
using Latent.Tables;
using Latent.Training;

namespace Latent.Applications;

/// <summary>How a classifier of rows of a table learns. Validation rows are none: labels are few.</summary>
public sealed record ClassifierOptions : TableModelOptions
{
    /// <summary>Options for classes that this column tells, in some rows at least.</summary>
    /// <param name="label">Its name.</param>
    public ClassifierOptions(string label)
    {
        Label = label;
        Recipe = Recipe.Named("table-semi-supervised");
        Validation = 0;
    }

    /// <summary>The column whose levels are the classes.</summary>
    public string Label { get; }
}

/// <summary>What was told of rows.</summary>
/// <param name="Classes">Of every row the likeliest class, a number of <see cref="Classifier.Classes"/>.</param>
/// <param name="Probabilities">[rows, classes].</param>
/// <param name="Score">How many were right, where the table tells.</param>
public sealed record ToldClasses(int[] Classes, float[] Probabilities, ClassScore Score);

/// <summary>Learns the classes of rows of a table from few labels, with the help of rows that have none (Kingma et al. 2014; Xie et al. 2020).</summary>
/// <param name="options">How.</param>
public sealed class Classifier(ClassifierOptions options)
{
    private TrainedModel? _model;

    /// <summary>What was learned.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public TrainedModel Model => _model ?? throw new InvalidOperationException("The classifier has learned nothing yet; call Fit first.");

    /// <summary>The classes, in their order.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public IReadOnlyList<string> Classes => Model.Schema.Classes;

    /// <summary>Learns a table, some rows of which have their class.</summary>
    /// <exception cref="InputException">The table cannot be read or learned from, or has no such column.</exception>
    /// <exception cref="TrainingException">Loss or gradient was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public Classifier Fit(TableSource table, CancellationToken cancellation = default)
    {
        using FittedTable fitted = FittedTable.Fit(table, options with { Columns = options.Columns with { Label = options.Label } }, cancellation);
        LabelCalibration.Fit(fitted.Model, fitted.Train.Rows, cancellation: cancellation);
        _model = fitted.Model;
        return this;
    }

    /// <summary>Tells the classes of rows.</summary>
    /// <exception cref="InputException">The table cannot be read, or lacks columns.</exception>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public ToldClasses Predict(TableSource table, CancellationToken cancellation = default)
    {
        DataSet data = TableData.Read(table, options.Columns with { Label = options.Label, Cancellation = cancellation }, Model.Schema.Table);
        using var rows = data.Rows as IDisposable;
        List<int> classes = [];
        List<float> probabilities = [];
        ClassScore score = new ClassPredictor(Model).Predict(
            Model.Schema.Fit(data),
            (some, all) =>
            {
                classes.AddRange(some);
                probabilities.AddRange(all);
            },
            cancellation: cancellation);
        return new ToldClasses([.. classes], [.. probabilities], score);
    }
}
