using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Imputation;
using Latent.Tables;

namespace Latent.Cli.Commands;

/// <summary>latent impute: missing cells of a table filled in.</summary>
internal static class ImputeCommand
{
    private static readonly Argument<string?> s_run = Typed.Optional("RUN", "The folder of a run on a table, or its model.safetensors; or a table, to be learned from at once, as are the rows of --query without RUN.");
    private static readonly Argument<string?> s_data = Typed.Optional("DATA", "A file with the columns that the run was made for. Default: what it was trained on.");
    private static readonly Option<string?> s_out = TableTarget.Out("The completed table (.csv, .tsv or .jsonl); cells that are there stay as they are.");
    private static readonly Option<int?> s_draws = Typed.Integer("--draws", "M", "Complete every row M times with values drawn, the number of the draw in front (multiple imputation). Default: once, with the best values.", 1);
    private static readonly Option<string?> s_cells = Typed.Text("--cells", "FILE", "Also write a table of the filled cells: best value, standard deviation, interval, probability of a level.");
    private static readonly Option<double?> s_level = Typed.Number("--level", "P", "The probability with which a number lies in its interval. Default: 0.9.", 0.01, 0.999);
    private static readonly Option<bool> s_selfMasking = Typed.Flag("--self-masking", "Cells are missing because of the values that they have. Only when learning from a table at once.");
    private static readonly Option<string?> s_model = Typed.Text("--model", "FILE", "Also keep the model that was learned (.safetensors), to be used as RUN.");
    private static readonly Option<int?> s_samples = Typed.Integer("--samples", "N", "How many latents are weighed for every row. Default: 100.", 1);

    public static Command Create(CommandHost host)
    {
        var command = new Command("impute", "Fill in the missing cells of a table.") { s_run, s_data, s_out, s_draws, s_cells, s_level, s_samples, s_selfMasking, s_model };
        TableInput.AddTo(command);
        return host.Handle(Impute, command.ReadsQuery().WritesTable());
    }

    private static void Impute(ParseResult parsed, CommandContext context)
    {
        context.UseEngine();
        string path = TableTarget.Require(parsed.GetValue(s_out), parsed);
        string? run = parsed.GetValue(s_run);
        bool learns = run is null || (!Directory.Exists(run) && Path.GetExtension(run) != ".safetensors");
        var usual = new ImputerOptions();
        ImputerOptions options = usual with
        {
            Columns = TableInput.Columns(parsed),
            Missingness = parsed.GetValue(s_selfMasking) ? Missingness.SelfMasking : Missingness.AtRandom,
            Samples = parsed.GetValue(s_samples) ?? usual.Samples,
            Level = parsed.GetValue(s_level) ?? usual.Level,
            Seed = (ulong)(context.Seed ?? 0),
        };
        (Imputer imputer, TableSource source) = learns ? Learned(options, parsed, context) : Trained(run!, options, parsed, context);
        int draws = parsed.GetValue(s_draws) ?? 0;
        TableColumn[] columns = Columns(source, imputer.Model.Schema.Table!, draws);
        ImputationCount count;
        using (TableWriter writer = TableTarget.Create(parsed.GetValue(s_out), columns, parsed, Alike(source, path)))
        using (TableWriter? cells = parsed.GetValue(s_cells) is { } file ? TableSources.Create(file, CellTable.Columns) : null)
        {
            count = imputer.Impute(source, writer, draws, cells, context.Cancellation);
            cells?.Complete();
            writer.Complete();
        }
        context.Finish(
            new JsonObject
            {
                ["run"] = learns ? null : run,
                ["data"] = source.Name,
                ["out"] = path,
                ["rows"] = count.Rows,
                ["filled"] = count.Filled,
                ["left"] = count.Left,
                ["draws"] = draws,
                ["cells"] = parsed.GetValue(s_cells),
            },
            string.Create(CultureInfo.InvariantCulture, $"{count.Rows:N0} rows in {path}, {count.Filled:N0} cells filled in{(count.Left == 0 ? "" : $", {count.Left:N0} left empty in columns that the model does not see")}"));
    }

    /// <summary>An imputer that learns from the table that it is to complete.</summary>
    private static (Imputer Imputer, TableSource Table) Learned(ImputerOptions options, ParseResult parsed, CommandContext context)
    {
        if (parsed.GetValue(s_data) is { } second)
        {
            throw new InputException($"{parsed.GetValue(s_run)} is not the folder of a run, and {second} was named as the table; give a run and a table, or the table alone.");
        }
        TableSource table = DataOrigin.Needed(s_run, parsed).Table(TableInput.Csv(parsed));
        using WorkProgress progress = context.Progress("learning");
        Imputer imputer = new Imputer(options with { Progress = state => progress.Report((double)state.Step / state.Steps) }).Fit(table, context.Cancellation);
        if (parsed.GetValue(s_model) is { } file)
        {
            imputer.Model.Save(file);
        }
        return (imputer, table);
    }

    private static (Imputer Imputer, TableSource Table) Trained(string path, ImputerOptions options, ParseResult parsed, CommandContext context)
    {
        if (parsed.GetValue(s_selfMasking) || parsed.GetValue(s_model) is not null || options.Columns.Columns.Count > 0 || options.Columns.Ignored.Count > 0)
        {
            throw new InputException("The options --self-masking, --model, --schema and --ignore are for learning, and the run has learned already; leave them out, or name a table instead of the run.");
        }
        RunInput run = RunInput.Open(path, parsed, context);
        return (new Imputer(run.Model, options), run.Table(parsed.GetValue(s_data)));
    }

    /// <summary>The columns that are written, with what a database is to make of them: what the table says, else what the model takes them for.</summary>
    private static TableColumn[] Columns(TableSource table, TableSchema schema, int draws)
    {
        using TableReader reader = table.Open();
        TableColumn[] own = [.. TableColumn.Of(reader).Select(column => column.Kind is CellKind.Unknown && schema.Find(column.Name) is { Kind: ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count or ColumnKind.Bounded } ? column with { Kind = CellKind.Number } : column)];
        return [.. Imputer.Columns(reader.Columns, draws).Take(draws > 0 ? 1 : 0).Select(name => new TableColumn(name, CellKind.WholeNumber)), .. own];
    }

    /// <summary>How a file of separated values is written, so that cells can be copied byte for byte; null where the names of the files ask for different ones.</summary>
    private static CsvOptions? Alike(TableSource source, string path) =>
        source is CsvSource csv && csv.Detect() is var options && IsTabbed(path) == (options.Separator == '\t') ? options : null;

    private static bool IsTabbed(string path) => Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant() is ".tsv" or ".tab";
}
