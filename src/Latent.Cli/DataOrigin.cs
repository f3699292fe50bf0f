using System.CommandLine;
using Latent.Cli.Database;
using Latent.Data;
using Latent.Files;
using Latent.Tables;

namespace Latent.Cli;

/// <summary>Where a command's rows come from: DATA, or a query to a database.</summary>
internal sealed class DataOrigin
{
    private readonly string? _connection, _query;

    private DataOrigin(string data, string? connection, string? query)
    {
        (Data, _connection, _query) = (data, connection, query);
    }

    public static Option<string?> From { get; } = Typed.Text("--from", "CONNECTION", "Take the rows of --query from this PostgreSQL database instead of DATA: postgres://USER@HOST/DATABASE; the password belongs into PGPASSWORD.");

    public static Option<string?> Query { get; } = Typed.Text("--query", "SQL", "The query that gives the rows of --from, such as \"select * from people order by id\".");

    /// <summary>A known name, a file or a folder; of a query, the database as messages call it.</summary>
    public string Data { get; }

    /// <summary>Whether the rows come with test rows.</summary>
    public bool IsDivided => _query is null && DataSets.IsDivided(Data);

    /// <summary>The rows' place: a full path, or the database; null for a known name.</summary>
    public string? Place => _query is not null ? Data : NamedDataSets.TryFind(Data, out _) ? null : Path.GetFullPath(Data);

    /// <summary>What was named; null if nothing was.</summary>
    /// <exception cref="InputException">Both DATA and a database were named, or half of a query.</exception>
    public static DataOrigin? Named(string? data, ParseResult parsed)
    {
        string? from = parsed.GetValue(From), query = parsed.GetValue(Query);
        return (data, from, query) switch
        {
            (null, null, null) => null,
            ({ } given, null, null) => new DataOrigin(given, null, null),
            (_, null, { }) => throw new InputException("--query says which rows, and --from is missing, which says from which database; give both."),
            ({ } given, { }, _) => throw new InputException($"The rows are to come from DATA ('{given}') and from the database of --from; give one of the two."),
            (null, { }, null) => throw new InputException("--from says which database, and --query is missing, which says which rows; give both, such as --query \"select * from people\"."),
            (null, { } connection, { } sql) => OfQuery(connection, sql),
        };
    }

    /// <summary>What was named.</summary>
    /// <exception cref="InputException">Nothing was.</exception>
    public static DataOrigin Needed(Argument<string?> data, ParseResult parsed) => Named(parsed.GetValue(data), parsed)
        ?? throw new InputException($"'{ParseProblem.FullName(parsed.CommandResult)}' needs {data.Name}, {ParseProblem.Lower(data.Description)} Or give --from CONNECTION and --query SQL.");

    /// <summary>What a run's rows came from. The database may be named anew by --from, since its password is not kept.</summary>
    public static DataOrigin Recorded(RunRecord record, ParseResult parsed) =>
        record.Query is { } query ? OfQuery(parsed.GetValue(From) ?? record.From ?? "", query) : new DataOrigin(record.Data, null, null);

    /// <summary>Whether only the database of a run's own query was named anew.</summary>
    public static bool IsOwnQuery(RunRecord? record, ParseResult parsed) => record?.Query is not null && parsed.GetValue(From) is not null && parsed.GetValue(Query) is null;

    /// <summary>Opens the rows as a model sees them, and says what was odd about their files.</summary>
    public DataSet Open(DataOptions options, CommandContext context)
    {
        if (_query is null)
        {
            return DataInput.Open(Data, options, context);
        }
        var database = new PostgresDatabase(_connection!);
        return DataSets.OpenTable(database.Query(_query), options with { Cancellation = context.Cancellation }, database.Database);
    }

    /// <summary>Opens the table itself, its cells as they stand there; of a known set its test part.</summary>
    public TableSource Table(CsvOptions options) =>
        _query is not null ? new PostgresDatabase(_connection!).Query(_query)
        : NamedDataSets.TryFind(Data, out NamedDataSet? set) && set.Table is { } table ? table(DataSplit.Test)
        : TableSources.Open(Data, options);

    /// <summary>A record that says where the rows came from, and no password.</summary>
    public RunRecord Record(RunRecord record) => record with
    {
        Data = Place ?? (NamedDataSets.TryFind(Data, out NamedDataSet? known) ? known.Name : Data),
        From = _connection is null ? null : PasswordFilter.Strip(_connection),
        Query = _query,
    };

    private static DataOrigin OfQuery(string connection, string query) => new(new PostgresDatabase(connection).Name, connection, query);
}
