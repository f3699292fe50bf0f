using System.Data;
using Latent.Tables;
using Npgsql;

namespace Latent.Cli.Database;

/// <summary>A PostgreSQL database: queries to read tables from, tables to write into.</summary>
internal sealed class PostgresDatabase
{
    private readonly NpgsqlDataSource _source;
    private readonly string? _user;

    /// <summary>The database that a connection names; nothing is connected yet.</summary>
    /// <exception cref="InputException">The connection cannot be understood.</exception>
    public PostgresDatabase(string connection)
    {
        NpgsqlConnectionStringBuilder settings = PostgresAddress.Parse(connection);
        Name = PostgresAddress.Shown(settings);
        _user = settings.Username ?? "the user";
        _source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableTransportSecurity().Build();
    }

    /// <summary>What messages call it: host:port/database.</summary>
    public string Name { get; }

    /// <summary>The rows that a query gives, which may be more than memory takes.</summary>
    public TableSource Query(string sql)
    {
        if (string.IsNullOrWhiteSpace(sql))
        {
            throw new InputException("The query is empty; write one such as \"select * from people\".");
        }
        return new DataReaderSource(() => Run(sql), $"The query to {Name}", Explain) { RequireRows = true };
    }

    /// <summary>Begins to write into a table, which is made if it is not there; it changes only when the writer is complete.</summary>
    /// <exception cref="InputException">The database cannot be reached, or the table does not fit the columns.</exception>
    public TableWriter Write(string table, IReadOnlyList<TableColumn> columns) => PostgresTableWriter.Begin(Connect(), this, table, columns);

    /// <summary>Puts a failure into words; null if it is none of the database's.</summary>
    public InputException? Explain(Exception exception) => PostgresFault.Explain(exception, Name, _user);

    private NpgsqlConnection Connect()
    {
        try
        {
            return _source.OpenConnection();
        }
        catch (Exception exception) when (Explain(exception) is { } reason)
        {
            throw reason;
        }
    }

    private NpgsqlDataReader Run(string sql)
    {
        NpgsqlConnection connection = Connect();
        try
        {
            using var command = new NpgsqlCommand(sql, connection);
            return command.ExecuteReader(CommandBehavior.CloseConnection | CommandBehavior.SingleResult);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
