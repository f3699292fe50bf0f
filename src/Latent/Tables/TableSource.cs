namespace Latent.Tables;

/// <summary>A table that can be read from front to back, again and again: a file, a query, records in memory. It need not fit into memory.</summary>
public abstract class TableSource
{
    /// <summary>What messages call it: a file's name, a known name, the query's table.</summary>
    public abstract string Name { get; }

    /// <summary>Begins to read it from its first row.</summary>
    /// <exception cref="InputException">It cannot be read, or is no table.</exception>
    public abstract TableReader Open();
}
