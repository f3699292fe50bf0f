using System.Globalization;

namespace Latent.Data;

/// <summary>Which of the rows that were found are wanted, and in windows of how many.</summary>
internal static class RowSelection
{
    /// <summary>Takes the rows and makes the windows that the options ask for, in this order.</summary>
    /// <exception cref="InputException">There are no such rows, or rows of this kind make no windows.</exception>
    public static DataSet Apply(DataSet data, DataOptions options)
    {
        if (options.Rows is { } range)
        {
            data = Part(data, range);
        }
        return options.Window is { } length ? Windows(data, length) : data;
    }

    /// <summary>What the frames of windows are opened as: whatever they are.</summary>
    public static DataOptions OfFrames(DataOptions options)
    {
        if (options.Window is null)
        {
            return options;
        }
        return options.As is null or DataKind.Sequence
            ? options with { As = null }
            : throw new InputException($"Windows are sequences; they cannot be taken for {options.As.ToString()!.ToLowerInvariant()} data.");
    }

    /// <summary>A half-open range of rows: <c>0..1600</c>, <c>1600..</c>, <c>..100</c>.</summary>
    /// <exception cref="InputException">The text is none.</exception>
    public static Range Parse(string text)
    {
        string[] sides = text.Split("..");
        return sides.Length == 2 && Bound(sides[0], Index.Start) is { } from && Bound(sides[1], Index.End) is { } to
            ? new Range(from, to)
            : throw new InputException($"--rows is '{InputFile.Shown(text)}'; write a range such as 0..1600 (the last not counted), 1600.. or ..100.");
    }

    private static Index? Bound(string text, Index open) =>
        text.Length == 0 ? open : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : null;

    private static DataSet Part(DataSet data, Range range)
    {
        int from = range.Start.GetOffset(data.Count), to = range.End.GetOffset(data.Count);
        if (from < 0 || to > data.Count || from >= to)
        {
            throw new InputException($"There are no rows {from}..{to} in {data.Name}, which has rows 0..{data.Count}.");
        }
        return from == 0 && to == data.Count ? data : data.Take([.. Enumerable.Range(from, to - from)]);
    }

    private static DataSet Windows(DataSet data, int length)
    {
        if (length < 1)
        {
            throw new InputException($"A window of {length} rows holds nothing; ask for at least 1.");
        }
        if (data.Kind is not (DataKind.Image or DataKind.Table))
        {
            throw new InputException($"{data.Name} holds rows of {data.Kind.ToString().ToLowerInvariant()} data, which make no windows; windows are made of images or of rows of a table.");
        }
        return new DataSet(data.Name, DataKind.Sequence, new WindowedRows(data.Rows, length)) { Minimum = data.Minimum, Maximum = data.Maximum, Overlap = length - 1, Warnings = data.Warnings, Skipped = data.Skipped, Notes = data.Notes };
    }
}
