using System.Globalization;
using Latent.Tables;
using Npgsql;
using NpgsqlTypes;

namespace Latent.Cli.Database;

/// <summary>Writes into a table by a binary COPY, all in one transaction: until it is complete, and if it never is, the table stays as it was.</summary>
internal sealed class PostgresTableWriter : TableWriter
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlBinaryImporter _importer;
    private readonly PostgresDatabase _database;
    private readonly string _place;
    private readonly IReadOnlyList<TableColumn> _columns;
    private readonly NpgsqlDbType[] _types;
    private long _row;
    private int _column = -1;
    private bool _complete;

    private PostgresTableWriter(NpgsqlConnection connection, NpgsqlTransaction transaction, PostgresDatabase database, string table, IReadOnlyList<TableColumn> columns)
    {
        _connection = connection;
        _transaction = transaction;
        _database = database;
        _place = $"{database.Name}, table {table}";
        _columns = columns;
        _types = PostgresTable.Prepare(connection, table, columns, database.Name);
        _importer = connection.BeginBinaryImport($"copy {table} ({string.Join(", ", columns.Select(column => PostgresTable.Identifier(column.Name)))}) from stdin (format binary)");
        _importer.Timeout = TimeSpan.Zero;
    }

    /// <summary>Begins to write; the connection becomes the writer's.</summary>
    /// <exception cref="InputException">The table does not fit the columns.</exception>
    public static PostgresTableWriter Begin(NpgsqlConnection connection, PostgresDatabase database, string table, IReadOnlyList<TableColumn> columns)
    {
        try
        {
            if (columns.Count == 0)
            {
                throw new InputException("A table to be written needs at least one column.");
            }
            return new PostgresTableWriter(connection, connection.BeginTransaction(), database, PostgresTable.Quoted(table), columns);
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (exception is not InputException && database.Explain(exception) is { } reason)
            {
                throw reason;
            }
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(double value)
    {
        NpgsqlDbType type = Next();
        if (double.IsNaN(value))
        {
            Guard(static (importer, _) => importer.WriteNull(), 0);
            return;
        }
        switch (type)
        {
            case NpgsqlDbType.Double: Guard(static (importer, number) => importer.Write(number, NpgsqlDbType.Double), value); break;
            case NpgsqlDbType.Real: Guard(static (importer, number) => importer.Write((float)number, NpgsqlDbType.Real), value); break;
            case NpgsqlDbType.Bigint or NpgsqlDbType.Integer or NpgsqlDbType.Smallint when value == Math.Truncate(value) && Math.Abs(value) < 1L << 53: Whole(type, (long)value); break;
            default: Parse(type, value.ToString(CultureInfo.InvariantCulture)); break;
        }
    }

    /// <inheritdoc/>
    public override void Write(long value)
    {
        NpgsqlDbType type = Next();
        switch (type)
        {
            case NpgsqlDbType.Bigint or NpgsqlDbType.Integer or NpgsqlDbType.Smallint: Whole(type, value); break;
            case NpgsqlDbType.Double: Guard(static (importer, number) => importer.Write((double)number, NpgsqlDbType.Double), value); break;
            default: Parse(type, value.ToString(CultureInfo.InvariantCulture)); break;
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        NpgsqlDbType type = Next();
        if (text.IsEmpty)
        {
            Guard(static (importer, _) => importer.WriteNull(), 0);
            return;
        }
        Parse(type, text.ToString());
    }

    /// <inheritdoc/>
    public override void Copy(TableReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.IsMissing(column))
        {
            // Empty text is something else than nothing in a database, and copied as it is.
            bool empty = Next() == NpgsqlDbType.Text && reader is DataTableReader stored && stored.Value(column) is string;
            Guard(empty ? static (importer, _) => importer.Write("", NpgsqlDbType.Text) : static (importer, _) => importer.WriteNull(), 0);
        }
        else if ((reader.Kind(column) == CellKind.Number || _columns[Math.Max(_column, 0)].Kind == CellKind.Number) && reader.TryNumber(column, out double value))
        {
            Write(value);
        }
        else
        {
            Write(reader.Text(column));
        }
    }

    /// <inheritdoc/>
    public override void EndRow()
    {
        if (_column != _columns.Count)
        {
            throw new InputException($"{_place}: a row was ended with {Math.Max(_column, 0)} of {_columns.Count} cells.");
        }
        _column = -1;
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        Guard(static (importer, _) => importer.Complete(), 0);
        Guard((importer, _) =>
        {
            importer.Dispose();
            _transaction.Commit();
        }, 0);
        _complete = true;
        _connection.Dispose();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || _complete)
        {
            return;
        }
        try
        {
            // Without Complete the server undoes all of it.
            _importer.Dispose();
            _transaction.Rollback();
        }
        catch (Exception exception) when (exception is InvalidOperationException || _database.Explain(exception) is not null)
        {
            // A connection that broke has been told of; the server undoes what it began.
        }
        finally
        {
            _connection.Dispose();
        }
    }

    private NpgsqlDbType Next()
    {
        if (_column == _columns.Count)
        {
            throw new InputException($"{_place}: a row has more than {_columns.Count} cells.");
        }
        if (_column < 0)
        {
            _column = 0;
            _row++;
            Guard(static (importer, _) => importer.StartRow(), 0);
        }
        return _types[_column++];
    }

    private void Whole(NpgsqlDbType type, long value)
    {
        switch (type)
        {
            case NpgsqlDbType.Bigint: Guard(static (importer, number) => importer.Write(number, NpgsqlDbType.Bigint), value); break;
            case NpgsqlDbType.Integer when value is >= int.MinValue and <= int.MaxValue: Guard(static (importer, number) => importer.Write((int)number, NpgsqlDbType.Integer), value); break;
            case NpgsqlDbType.Smallint when value is >= short.MinValue and <= short.MaxValue: Guard(static (importer, number) => importer.Write((short)number, NpgsqlDbType.Smallint), value); break;
            default: throw Unfit(type, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Parse(NpgsqlDbType type, string text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        switch (type)
        {
            case NpgsqlDbType.Text when !text.Contains('\0'):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Text), text);
                break;
            case NpgsqlDbType.Json or NpgsqlDbType.Jsonb:
                Guard((importer, value) => importer.Write(value, type), text);
                break;
            case NpgsqlDbType.Bigint or NpgsqlDbType.Integer or NpgsqlDbType.Smallint when long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long whole):
                Whole(type, whole);
                break;
            case NpgsqlDbType.Double when double.TryParse(text, NumberStyles.Float, invariant, out double number):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Double), number);
                break;
            case NpgsqlDbType.Real when float.TryParse(text, NumberStyles.Float, invariant, out float number):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Real), number);
                break;
            case NpgsqlDbType.Numeric when decimal.TryParse(text, NumberStyles.Float, invariant, out decimal number):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Numeric), number);
                break;
            case NpgsqlDbType.Boolean when Truth(text) is { } truth:
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Boolean), truth);
                break;
            case NpgsqlDbType.Uuid when Guid.TryParse(text, out Guid guid):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Uuid), guid);
                break;
            case NpgsqlDbType.Date when DateOnly.TryParse(text, invariant, out DateOnly date):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Date), date);
                break;
            case NpgsqlDbType.Timestamp when DateTime.TryParse(text, invariant, DateTimeStyles.None, out DateTime time):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.Timestamp), DateTime.SpecifyKind(time, DateTimeKind.Unspecified));
                break;
            case NpgsqlDbType.TimestampTz when DateTimeOffset.TryParse(text, invariant, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant):
                Guard(static (importer, value) => importer.Write(value, NpgsqlDbType.TimestampTz), instant.UtcDateTime);
                break;
            default:
                throw Unfit(type, text);
        }
    }

    private static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "true" or "t" or "yes" or "y" or "1" => true,
        "false" or "f" or "no" or "n" or "0" => false,
        _ => null,
    };

    private InputException Unfit(NpgsqlDbType type, string text) => new(
        $"{_place}: row {_row}: '{(text.Length > 40 ? text[..40] + "..." : text).ReplaceLineEndings(" ")}' does not fit into the column '{_columns[_column - 1].Name}' of the type {type.ToString().ToLowerInvariant()}; change the column, or write to another table.");

    private void Guard<T>(Action<NpgsqlBinaryImporter, T> write, T value)
    {
        try
        {
            write(_importer, value);
        }
        catch (Exception exception) when (exception is not InputException && _database.Explain(exception) is { } reason)
        {
            throw reason;
        }
    }
}
