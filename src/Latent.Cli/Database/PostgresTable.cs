using System.Text;
using Latent.Tables;
using Npgsql;
using NpgsqlTypes;

namespace Latent.Cli.Database;

/// <summary>A table to write into: its name as SQL writes it, and the types of its columns.</summary>
internal static class PostgresTable
{
    private const string ColumnsOf = """
        select a.attname, case t.typtype when 'd' then b.typname else t.typname end
        from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type b on b.oid = t.typbasetype
        where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
        """;

    /// <summary>A name in quotes; a point outside of quotes separates the schema from the table.</summary>
    /// <exception cref="InputException">It is no name.</exception>
    public static string Quoted(string table)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        bool quoted = false;
        foreach (char c in table.Trim())
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }
        parts.Add(part.ToString());
        if (quoted || parts.Count > 2 || parts.Any(string.IsNullOrWhiteSpace) || table.Contains('\0'))
        {
            throw new InputException($"'{table}' is no name of a table; write TABLE or SCHEMA.TABLE.");
        }
        return string.Join('.', parts.Select(Identifier));
    }

    /// <summary>The name of a column in quotes.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The types of these columns in the table; the table is made if there is none.</summary>
    /// <exception cref="InputException">The table lacks one, or has it in a type that cannot be written.</exception>
    public static NpgsqlDbType[] Prepare(NpgsqlConnection connection, string table, IReadOnlyList<TableColumn> columns, string place)
    {
        var present = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var command = new NpgsqlCommand(ColumnsOf, connection))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = table });
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                present.Add(reader.GetString(0), reader.GetString(1));
            }
        }
        if (present.Count == 0)
        {
            using var create = new NpgsqlCommand($"create table {table} ({string.Join(", ", columns.Select(column => $"{Identifier(column.Name)} {Declared(column.Kind)}"))})", connection);
            create.ExecuteNonQuery();
            return [.. columns.Select(column => TypeOf(Declared(column.Kind))!.Value)];
        }
        return [.. columns.Select(column => Match(column, present, $"{place}, table {table}"))];
    }

    private static NpgsqlDbType Match(TableColumn column, Dictionary<string, string> present, string place)
    {
        if (!present.TryGetValue(column.Name, out string? type))
        {
            string near = NearestName.Of(column.Name, present.Keys) is { } nearest ? $" (it has '{nearest}')" : "";
            throw new InputException($"{place} has no column '{column.Name}'{near}; add it, or name a table that is not there yet.");
        }
        NpgsqlDbType known = TypeOf(type) ?? throw new InputException($"{place}: the column '{column.Name}' is of the type {type}, which cannot be written; change it to text, or name another table.");
        bool number = known is NpgsqlDbType.Double or NpgsqlDbType.Real or NpgsqlDbType.Bigint or NpgsqlDbType.Integer or NpgsqlDbType.Smallint or NpgsqlDbType.Numeric;
        bool fits = column.Kind switch
        {
            CellKind.Text => known is NpgsqlDbType.Text or NpgsqlDbType.Uuid or NpgsqlDbType.Json or NpgsqlDbType.Jsonb,
            CellKind.Number => known is NpgsqlDbType.Double or NpgsqlDbType.Real or NpgsqlDbType.Numeric or NpgsqlDbType.Text,
            CellKind.WholeNumber or CellKind.DecimalNumber => number || known == NpgsqlDbType.Text,
            _ => true,
        };
        return fits ? known : throw new InputException($"{place}: the column '{column.Name}' is of the type {type}, but what is to be written there is {(column.Kind == CellKind.Text ? "text" : "numbers")}; name a table that is not there yet, or change the column.");
    }

    private static string Declared(CellKind kind) => kind switch
    {
        CellKind.Number => "double precision",
        CellKind.WholeNumber => "bigint",
        CellKind.DecimalNumber => "numeric",
        CellKind.Truth => "boolean",
        CellKind.Date => "date",
        CellKind.DateAndTime => "timestamp",
        CellKind.Instant => "timestamptz",
        _ => "text",
    };

    private static NpgsqlDbType? TypeOf(string type) => type switch
    {
        "float8" or "double precision" => NpgsqlDbType.Double,
        "float4" => NpgsqlDbType.Real,
        "int8" or "bigint" => NpgsqlDbType.Bigint,
        "int4" => NpgsqlDbType.Integer,
        "int2" => NpgsqlDbType.Smallint,
        "numeric" => NpgsqlDbType.Numeric,
        "bool" or "boolean" => NpgsqlDbType.Boolean,
        "date" => NpgsqlDbType.Date,
        "timestamp" => NpgsqlDbType.Timestamp,
        "timestamptz" => NpgsqlDbType.TimestampTz,
        "text" or "varchar" or "bpchar" or "name" or "citext" => NpgsqlDbType.Text,
        "uuid" => NpgsqlDbType.Uuid,
        "json" => NpgsqlDbType.Json,
        "jsonb" => NpgsqlDbType.Jsonb,
        _ => null,
    };
}
