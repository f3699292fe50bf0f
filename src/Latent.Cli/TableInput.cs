using System.CommandLine;
using Latent.Data;
using Latent.Tables;

namespace Latent.Cli;

/// <summary>The options of commands that read tables: how they are written, and what their columns are.</summary>
internal static class TableInput
{
    private const long LongestSchema = 16 << 20;

    public static Option<string?> Schema { get; } = Typed.Text("--schema", "FILE", "What the columns of a table are, as YAML; 'latent data info DATA --write-schema FILE' writes one to change. Columns that it leaves out are told by the rows.");

    public static Option<string[]> Ignore { get; } = new("--ignore") { HelpName = "COLUMN", Description = "A column of a table that models do not see; may be repeated." };

    public static Option<string?> Separator { get; } = Typed.Text("--separator", "CHARACTER", "What stands between the cells of a .csv: , ; | or tab. Default: told by the first lines.");

    public static Option<string?> Header { get; } = Typed.Text("--header", "yes|no", "Whether the first line of a .csv names the columns. Default: told by the first lines.");

    public static Option<string?> Decimal { get; } = Typed.Text("--decimal", "CHARACTER", "What stands before the fraction of a number: . or a comma. Default: told by the first lines.");

    public static Option<string?> Encoding { get; } = Typed.Text("--encoding", "NAME", "The encoding of a .csv, such as utf-8, utf-16 or latin1. Default: told by its first bytes.");

    public static Option<string[]> Missing { get; } = new("--missing") { HelpName = "TEXT", Description = "A text that stands for no value in a .csv; may be repeated. Default: NA, N/A, NaN, null, ? and none. Empty cells have none anyway." };

    public static void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Schema, Ignore, Separator, Header, Decimal, Encoding, Missing])
        {
            command.Add(option);
        }
    }

    /// <summary>How a text table is written.</summary>
    public static CsvOptions Csv(ParseResult parsed) => new()
    {
        Separator = Character("--separator", parsed.GetValue(Separator)),
        Header = parsed.GetValue(Header) switch { null => null, "yes" => true, "no" => false, var other => throw new InputException($"--header is '{other}'; it can be yes or no.") },
        DecimalSeparator = Character("--decimal", parsed.GetValue(Decimal)),
        Encoding = parsed.GetValue(Encoding),
        MissingMarkers = parsed.GetValue(Missing) is { Length: > 0 } markers ? markers : null,
    };

    /// <summary>What is said of the columns.</summary>
    public static TableOptions Columns(ParseResult parsed) => new()
    {
        Columns = parsed.GetValue(Schema) is { } file ? TableSchemaText.Parse(Text(file), file) : new Dictionary<string, ColumnSetting>(),
        Ignored = parsed.GetValue(Ignore) ?? [],
    };

    private static char? Character(string option, string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        { Length: 1 } => text[0],
        _ => throw new InputException($"{option} is '{text}'; it must be one character, or tab."),
    };

    private static string Text(string file)
    {
        using FileStream stream = InputFile.Open(file);
        if (stream.Length > LongestSchema)
        {
            throw new InputException($"{file} is too large for a schema: more than {LongestSchema >> 20} megabytes.");
        }
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
