using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows of one shape that can be read in any order, as 32-bit floats, whatever they are stored as.</summary>
public abstract class RowSource
{
    private const int MostSpread = 20_000;

    /// <summary>A source of <paramref name="count"/> rows of this shape.</summary>
    protected RowSource(int count, Shape rowShape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
        RowShape = rowShape;
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; }

    /// <summary>The shape of one row: <c>[784]</c>, <c>[28, 28]</c>, <c>[32, 32, 3]</c>.</summary>
    public Shape RowShape { get; private set; }

    /// <summary>Whether rows come from disk on demand, so that reading ahead pays.</summary>
    public abstract bool Streamed { get; }

    /// <summary>Whether values are 256 levels scaled to [0, 1].</summary>
    public virtual bool IsEightBit => false;

    /// <summary>Whether values may be missing: such ones are read as not a number, and models see them through a mask.</summary>
    public virtual bool HasGaps => false;

    /// <summary>The class of every row, where known.</summary>
    public int[]? Labels { get; private protected set; }

    /// <summary>A number of every row that is to be told from it, not a number where it is missing; null if there is none. It takes the place of the labels then.</summary>
    public float[]? Targets { get; private protected set; }

    /// <summary>Reads rows one after the other into <paramref name="destination"/>, row major.</summary>
    /// <param name="rows">Row numbers, 0 .. <see cref="Count"/> - 1, in any order, repeats allowed.</param>
    /// <param name="destination">At least <c>rows.Length * RowShape.Length</c> floats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row number is outside the source.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="InputException">A streamed row cannot be read.</exception>
    public abstract void Read(ReadOnlySpan<int> rows, Span<float> destination);

    /// <summary>The number that a row has in the data that it was taken from, as messages call it.</summary>
    internal virtual int Origin(int row) => row;

    /// <summary>Every row, or 20,000 of them evenly spread where there are more, with their numbers; the array is the same every time.</summary>
    internal IEnumerable<(int Number, float[] Values)> Spread()
    {
        int count = Math.Min(Count, MostSpread);
        float[] values = new float[RowShape.Length];
        int[] one = new int[1];
        for (int i = 0; i < count; i++)
        {
            one[0] = (int)((long)i * Count / count);
            Read(one, values);
            yield return (one[0], values);
        }
    }

    /// <summary>The same rows seen in another shape of the same length: <c>[784]</c> as <c>[28, 28]</c>. Nothing is copied.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public RowSource WithRowShape(Shape rowShape)
    {
        if (rowShape == RowShape)
        {
            return this;
        }
        if (rowShape.Length != RowShape.Length)
        {
            throw new ArgumentException($"Rows of shape {RowShape} cannot be seen as {rowShape}: {RowShape.Length} values against {rowShape.Length}.", nameof(rowShape));
        }
        var view = (RowSource)MemberwiseClone();
        view.RowShape = rowShape;
        return view;
    }

    /// <summary>The same rows with these labels. Nothing is copied.</summary>
    /// <exception cref="ArgumentException">There are not as many labels as rows.</exception>
    public RowSource WithLabels(int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length != Count)
        {
            throw new ArgumentException($"{Count} rows need as many labels, not {labels.Length}.", nameof(labels));
        }
        var view = (RowSource)MemberwiseClone();
        view.Labels = labels;
        return view;
    }

    /// <summary>The same rows with these numbers to be told from them, not a number where one is missing. Nothing is copied.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as rows.</exception>
    public RowSource WithTargets(float[] targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Length != Count)
        {
            throw new ArgumentException($"{Count} rows need as many targets, not {targets.Length}.", nameof(targets));
        }
        var view = (RowSource)MemberwiseClone();
        view.Targets = targets;
        return view;
    }

    /// <summary>Throws unless the row numbers are inside the source and their values fit the destination.</summary>
    private protected void CheckRequest(ReadOnlySpan<int> rows, Span<float> destination)
    {
        if ((long)rows.Length * RowShape.Length > destination.Length)
        {
            throw new ArgumentException($"{rows.Length} rows of shape {RowShape} do not fit into {destination.Length} values.", nameof(destination));
        }
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), $"There is no row {row}: the rows are 0 to {Count - 1}.");
            }
        }
    }

    /// <summary>How many whole rows these values make.</summary>
    private protected static int CountRows(int values, Shape rowShape)
    {
        if (rowShape.Length == 0 || values % rowShape.Length != 0)
        {
            throw new ArgumentException($"{values} values are not whole rows of shape {rowShape}.", nameof(values));
        }
        return values / rowShape.Length;
    }
}
