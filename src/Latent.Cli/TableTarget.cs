using System.CommandLine;
using Latent.Cli.Database;
using Latent.Tables;

namespace Latent.Cli;

/// <summary>Where a command's table goes to: a file, or a table of a database.</summary>
internal static class TableTarget
{
    public static Option<string?> To { get; } = Typed.Text("--to", "CONNECTION", "Write into --table of this PostgreSQL database instead of a file: postgres://USER@HOST/DATABASE; the password belongs into PGPASSWORD.");

    public static Option<string?> Table { get; } = Typed.Text("--table", "NAME", "The table of --to: TABLE or SCHEMA.TABLE. It is made if it is not there; else rows are added.");

    /// <summary>The option --out of commands that may write to a database instead.</summary>
    public static Option<string?> Out(string description) => new("--out", "-o") { Description = description, HelpName = "FILE" };

    /// <summary>Begins to write.</summary>
    /// <param name="path">What --out says; null for nothing.</param>
    /// <param name="columns">The columns, with their kinds where a database is to make a table of them.</param>
    /// <param name="parsed">The options.</param>
    /// <param name="options">How a file of separated values is written.</param>
    /// <exception cref="InputException">None or both are named, or it cannot be written.</exception>
    public static TableWriter Create(string? path, IReadOnlyList<TableColumn> columns, ParseResult parsed, CsvOptions? options = null)
    {
        Require(path, parsed);
        return path is not null
            ? TableSources.Create(path, [.. columns.Select(column => column.Name)], options)
            : new PostgresDatabase(parsed.GetRequiredValue(To)!).Write(parsed.GetRequiredValue(Table)!, columns);
    }

    /// <summary>Where the table goes to, as people are told: the file, or the database and its table.</summary>
    /// <exception cref="InputException">None or both are named.</exception>
    public static string Require(string? path, ParseResult parsed)
    {
        string? to = parsed.GetValue(To), table = parsed.GetValue(Table);
        return (path, to, table) switch
        {
            ({ } file, null, null) => file,
            (null, { } connection, { } name) => $"{new PostgresDatabase(connection).Name}, table {name}",
            (null, null, null) => throw new InputException($"'{ParseProblem.FullName(parsed.CommandResult)}' needs --out FILE, or --to CONNECTION and --table NAME, to write to."),
            ({ } file, _, _) => throw new InputException($"The rows are to go to --out ('{file}') and to a table of a database; give one of the two."),
            (_, null, _) => throw new InputException("--table says which table, and --to is missing, which says of which database; give both."),
            _ => throw new InputException("--to says which database, and --table is missing, which says which table; give both."),
        };
    }
}
