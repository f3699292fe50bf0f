namespace Latent.Tables;

/// <summary>Goes through a table row by row. Cells are read as text or as numbers; what a cell gives is valid until the next row.</summary>
public abstract class TableReader : IDisposable
{
    /// <summary>The names of the columns, unique and not empty.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows have been read; the present row is this one, counted from 1.</summary>
    public long Row { get; protected set; }

    /// <summary>Where the present row stands, for messages: <c>line 17</c>, <c>row 16</c>.</summary>
    public virtual string Place => FormattableString.Invariant($"row {Row}");

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">The row is damaged: the message names it and says what to do.</exception>
    public abstract bool Read();

    /// <summary>Whether a cell of the present row has no value.</summary>
    public abstract bool IsMissing(int column);

    /// <summary>The text of a cell of the present row, numbers as they are written at their source; empty if it has no value.</summary>
    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>The number in a cell of the present row; false if it has no value or is no number. May be infinite; never not a number, which counts as no value.</summary>
    public abstract bool TryNumber(int column, out double value);

    /// <summary>What the source says that a column holds; unknown where it keeps nothing but text.</summary>
    public virtual CellKind Kind(int column) => CellKind.Unknown;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what it reads from.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
