using System.Globalization;
using Latent.Conditions;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>What a model has to know of the data that it was made for; kept in the model file.</summary>
/// <param name="Name">What the data were called: a known name or a file's name.</param>
/// <param name="Kind">What a row is.</param>
/// <param name="RowShape">The shape of a row.</param>
/// <param name="Minimum">The least value there can be; null if unknown.</param>
/// <param name="Maximum">The greatest value there can be; null if unknown.</param>
/// <param name="EightBit">Whether values are 256 levels scaled to [0, 1], so that bits per dimension mean something.</param>
public sealed record DataSchema(string Name, DataKind Kind, Shape RowShape, float? Minimum = null, float? Maximum = null, bool EightBit = false)
{
    /// <summary>What the labels 0, 1, 2 ... stand for, numbers where they have no names; empty if the rows have no labels.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What the number is called that a model is to tell from every row; null if it tells none.</summary>
    public string? Target { get; init; }

    /// <summary>The columns of a table; null for plain rows of numbers.</summary>
    public Tables.TableSchema? Table { get; init; }

    /// <summary>Whether all values are known to lie in [0, 1].</summary>
    public bool IsUnitInterval => Minimum >= 0 && Maximum <= 1;

    /// <summary>The schema of a data set.</summary>
    public static DataSchema Of(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DataSchema(data.Name, data.Kind, data.RowShape, data.Minimum, data.Maximum, data.Rows.IsEightBit) { Classes = ClassesOf(data), Target = data.TargetName, Table = data.Table };
    }

    /// <summary>Whether all is the same, the classes included.</summary>
    public bool Equals(DataSchema? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && RowShape == other.RowShape && Minimum == other.Minimum && Maximum == other.Maximum && EightBit == other.EightBit && Target == other.Target
        && Classes.SequenceEqual(other.Classes) && Equals(Table, other.Table);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Kind, RowShape, Minimum, Maximum, EightBit, Target, Classes.Count);

    /// <summary>Rows as a model made for this schema takes them.</summary>
    /// <exception cref="InputException">Their shape does not fit, or their values leave the range that the model was made for.</exception>
    public RowSource Fit(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Table is not null && !Table.Equals(data.Table))
        {
            throw new InputException($"The model was made for a table with columns of several kinds, and {data.Name} was not opened as one of the same columns; give a table with columns of the same names.");
        }
        if (Table is null && data.Table is not null)
        {
            throw new InputException($"The model was made for plain rows of numbers, and {data.Name} is a table with columns; give an array (.npy, .npz), or train a model on a table.");
        }
        if (data.RowShape.Length != RowShape.Length)
        {
            throw new InputException($"The model takes rows of shape {RowShape}, and those of {data.Name} have {data.RowShape}; choose the data that it was trained on, or some of the same shape.");
        }
        if (IsUnitInterval && (data.Minimum < 0 || data.Maximum > 1))
        {
            throw new InputException(FormattableString.Invariant($"{data.Name} has values from {data.Minimum} to {data.Maximum}, and the model was trained on values from 0 to 1; scale them to that range."));
        }
        RowSource rows = data.Rows.WithRowShape(RowShape);
        return Numbered(data) is { } labels ? rows.WithLabels(labels) : rows;
    }

    /// <summary>Labels of data whose classes have the same names but other numbers, such as a folder that lacks one, as this schema numbers them, and -1 for those it does not know; null if they are right as they are.</summary>
    private int[]? Numbered(DataSet data)
    {
        if (data.Labels is not { } labels || data.LabelNames is not { } names || Classes.Count == 0 || names.SequenceEqual(Classes.Take(names.Count)))
        {
            return null;
        }
        int[] numbers = [.. names.Select(name => Classes.ToList().IndexOf(name))];
        return Array.ConvertAll(labels, label => (uint)label < (uint)numbers.Length ? numbers[label] : -1);
    }

    /// <summary>Cuts what a model made to [0, 1], where all data lie there.</summary>
    internal void Confine(Span<float> values)
    {
        for (int i = 0; i < values.Length && IsUnitInterval; i++)
        {
            values[i] = Math.Clamp(values[i], 0, 1);
        }
    }

    /// <summary>Labels that cannot be classes, such as numbers below -1 or in the millions, give none. -1 is a missing label if all numbers from 0 on are there; beside a 1 alone it is a number.</summary>
    private static string[] ClassesOf(DataSet data)
    {
        if (data.Labels is not { Length: > 0 } labels || labels.Min() < -1 || labels.Max() < 0 || labels.Max() >= ClassCondition.MostClasses)
        {
            return [];
        }
        if (labels.Contains(-1) && data.LabelNames is null && labels.Where(l => l >= 0).Distinct().Count() <= labels.Max())
        {
            return [];
        }
        int count = Math.Max(labels.Max() + 1, data.LabelNames?.Count ?? 0);
        return [.. Enumerable.Range(0, count).Select(i => i < data.LabelNames?.Count ? data.LabelNames[i] : i.ToString(CultureInfo.InvariantCulture))];
    }
}
