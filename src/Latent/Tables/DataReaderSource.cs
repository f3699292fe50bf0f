using System.Data.Common;

namespace Latent.Tables;

/// <summary>A table that a database gives: any query behind a <see cref="DbDataReader"/>. Every reading asks for a new reader, so that nothing has to fit into memory.</summary>
public sealed class DataReaderSource : TableSource
{
    private readonly Func<DbDataReader> _open;
    private readonly Func<Exception, InputException?> _explain;

    /// <summary>The rows that <paramref name="open"/> gives.</summary>
    /// <param name="open">Runs the query; the reader is disposed of after use, with its connection if it was opened with <see cref="System.Data.CommandBehavior.CloseConnection"/>.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="explain">Puts a failure of the database into one sentence without secrets; null, or a null answer, leaves the exception as it is.</param>
    public DataReaderSource(Func<DbDataReader> open, string name, Func<Exception, InputException?>? explain = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _open = open;
        Name = name;
        _explain = explain ?? (cause => null);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override TableReader Open()
    {
        DbDataReader reader;
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
            return new DataTableReader(reader, Name, _explain);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
