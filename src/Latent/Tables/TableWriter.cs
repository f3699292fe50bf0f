namespace Latent.Tables;

/// <summary>Writes a table row by row. Nothing is seen at its place before <see cref="Complete"/>: a writer that is disposed of before leaves what was there.</summary>
public abstract class TableWriter : IDisposable
{
    /// <summary>Adds a number to the present row, in as few digits as give it back.</summary>
    public abstract void Write(double value);

    /// <summary>Adds a whole number to the present row.</summary>
    public abstract void Write(long value);

    /// <summary>Adds text to the present row; empty text is a missing value.</summary>
    public abstract void Write(ReadOnlySpan<char> text);

    /// <summary>Adds the cell of a reader's present row as it stands there.</summary>
    public abstract void Copy(TableReader reader, int column);

    /// <summary>Ends the row.</summary>
    /// <exception cref="InputException">It cannot be written, or has not as many cells as there are columns.</exception>
    public abstract void EndRow();

    /// <summary>Ends the table and puts it in its place.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of it; what was not completed is gone.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
