using System.Globalization;
using Latent.Data;

namespace Latent.Cli;

/// <summary>What the points of a map are coloured by.</summary>
/// <param name="Name">What that is called; null for nothing.</param>
/// <param name="Labels">A class for every row; null for none.</param>
/// <param name="LabelNames">What the classes are called.</param>
/// <param name="Amounts">An amount for every row, not a number where it is missing; null for none.</param>
internal sealed record MapColour(string? Name, int[]? Labels = null, IReadOnlyList<string>? LabelNames = null, float[]? Amounts = null)
{
    // With so many numbers and fewer they are taken for levels.
    private const int MostLevels = 10;

    /// <summary>Opens the rows of a map, with what colours them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="named">What DATA says.</param>
    /// <param name="asked">What --color says.</param>
    /// <exception cref="InputException">The rows have no such column.</exception>
    public static (DataSet Data, string Split, MapColour Colour) Open(RunInput run, string? named, string? asked)
    {
        string? label = run.Model.Schema.Table is not null && asked is not null ? asked : LatentRows.Label(run);
        (DataSet data, string split) = run.Data(named, label);
        return (data, split, asked is null ? Own(data, label) : data.Table is not null ? OfColumn(data, asked) : OfRows(data, asked));
    }

    /// <summary>The colour of a row as a table has it: its class, or its number.</summary>
    public string Text(int row) => Amounts is not null ? float.IsNaN(Amounts[row]) ? "" : Amounts[row].ToString(CultureInfo.InvariantCulture)
        : Labels is null || Labels[row] < 0 ? ""
        : Labels[row] < LabelNames?.Count ? LabelNames[Labels[row]] : Labels[row].ToString(CultureInfo.InvariantCulture);

    /// <summary>The rows' classes, where they have some; else the number that is to be told from them.</summary>
    private static MapColour Own(DataSet data, string? label) =>
        data.Labels is { } labels && labels.Any(l => l >= 0) ? Few(label ?? DataInput.OwnClasses, labels, data.LabelNames)
        : data.Targets is { } targets ? new MapColour(data.TargetName, Amounts: targets)
        : new MapColour(Name: null);

    private static MapColour OfColumn(DataSet data, string column)
    {
        if (data.Labels is null)
        {
            string[] names = [.. data.Table!.Columns.Select(c => c.Name)];
            throw new InputException($"{data.Name} has no column '{column}' to colour by{NearestName.Hint(column, names)} Its columns are {string.Join(", ", names.Take(20))}{(names.Length > 20 ? " ..." : "")}.");
        }
        return Few(column, data.Labels, data.LabelNames);
    }

    /// <summary>Rows that are no table may come with classes, a number to be told, and the factors that they were made from.</summary>
    private static MapColour OfRows(DataSet data, string name)
    {
        int factor = data.Factors is null ? -1 : data.FactorNames.ToList().IndexOf(name);
        if (factor >= 0)
        {
            return new MapColour(name, Amounts: [.. Enumerable.Range(0, data.Count).Select(row => data.Factors![(row * data.FactorNames.Count) + factor])]);
        }
        string[] known = [.. data.FactorNames, .. data.TargetName is { } target && data.Targets is not null ? (string[])[target] : [], .. data.Labels is null ? (string[])[] : [DataInput.OwnClasses]];
        return name == data.TargetName && data.Targets is not null ? new MapColour(name, Amounts: data.Targets)
            : name == DataInput.OwnClasses && data.Labels is { } labels ? Few(name, labels, data.LabelNames)
            : throw new InputException($"{data.Name} has no '{name}' to colour by{NearestName.Hint(name, known)}{(known.Length == 0 ? " Its rows come with nothing but their values." : $" It can be {string.Join(", ", known)}.")}");
    }

    /// <summary>Classes; amounts where they are many numbers; the ten most frequent where they are many texts.</summary>
    private static MapColour Few(string name, int[] labels, IReadOnlyList<string>? names)
    {
        if (names is null || names.Count <= MostLevels)
        {
            return new MapColour(name, labels, names);
        }
        float[] numbers = [.. names.Select(n => float.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : float.NaN)];
        if (numbers.All(float.IsFinite))
        {
            return new MapColour(name, Amounts: Array.ConvertAll(labels, l => l < 0 ? float.NaN : numbers[l]));
        }
        return new MapColour(name, labels, names);
    }

    /// <summary>The classes as they are drawn: of many the most frequent ones, the others without a colour.</summary>
    public (int[] Labels, IReadOnlyList<string>? Names)? Drawn()
    {
        if (Labels is null || Amounts is not null)
        {
            return null;
        }
        if (LabelNames is null || LabelNames.Count <= MostLevels)
        {
            return (Labels, LabelNames);
        }
        int[] frequent = [.. Labels.Where(l => l >= 0).CountBy(l => l).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostLevels).Select(c => c.Key)];
        return (Array.ConvertAll(Labels, l => Array.IndexOf(frequent, l)), [.. frequent.Select(l => LabelNames[l])]);
    }
}
