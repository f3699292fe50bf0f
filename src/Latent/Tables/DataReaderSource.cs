using System.Data;

namespace Latent.Tables;

/// <summary>A table that a database gives: any query behind an <see cref="IDataReader"/>, which every <see cref="System.Data.Common.DbDataReader"/> is. Every reading asks for a new reader, so that nothing has to fit into memory.</summary>
public sealed class DataReaderSource : TableSource
{
    private readonly Func<IDataReader> _open;
    private readonly Func<Exception, InputException?> _explain;

    /// <summary>The rows that <paramref name="open"/> gives.</summary>
    /// <param name="open">Runs the query; the reader is disposed of after use, with its connection if it was opened with <see cref="CommandBehavior.CloseConnection"/>.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="explain">Puts a failure of the database into one sentence without secrets; null, or a null answer, leaves the exception as it is.</param>
    public DataReaderSource(Func<IDataReader> open, string name, Func<Exception, InputException?>? explain = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _open = open;
        Name = name;
        _explain = explain ?? (cause => null);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Whether a query without rows is an error.</summary>
    public bool RequireRows { get; init; }

    /// <inheritdoc/>
    public override TableReader Open()
    {
        IDataReader reader;
        try
        {
            reader = _open();
        }
        catch (Exception exception) when (exception is not InputException && _explain(exception) is { } reason)
        {
            throw reason;
        }
        try
        {
            return new DataTableReader(reader, Name, _explain) { RequireRows = RequireRows };
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
