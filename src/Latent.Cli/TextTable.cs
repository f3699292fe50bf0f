using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Latent.Cli;

/// <summary>Lines of cells under headings: drawn with colours in a terminal, plain columns elsewhere.</summary>
internal sealed class TextTable(params IReadOnlyList<string> headings)
{
    private const int WidestTerminal = 400;

    private readonly List<(string Text, bool IsBest)[]> _lines = [];

    /// <summary>Adds a line.</summary>
    public TextTable Add(params IReadOnlyList<string> cells) => Add([.. cells.Select(cell => (cell, false))]);

    /// <summary>Adds a line of which some cells are better than the others.</summary>
    public TextTable Add(params (string Text, bool IsBest)[] cells)
    {
        _lines.Add(cells);
        return this;
    }

    /// <summary>The table; the best cells have a star where there is no colour.</summary>
    public string Render(bool inTerminal) => inTerminal ? Drawn() : Plain();

    private string Drawn()
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string heading in headings)
        {
            table.AddColumn(new TableColumn(new Markup($"[bold]{Markup.Escape(heading.Replace(' ', '\n'))}[/]")).Padding(0, 0, 1, 0));
        }
        foreach ((string Text, bool IsBest)[] line in _lines)
        {
            table.AddRow(line.Select(cell => new Markup(cell.IsBest ? $"[bold green]{Markup.Escape(cell.Text)}[/]" : Markup.Escape(cell.Text))));
        }
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Detect });
        console.Profile.Width = Math.Clamp(AnsiConsole.Profile.Width, 40, WidestTerminal);
        console.Write(table);
        return text.ToString().TrimEnd('\n');
    }

    private string Plain()
    {
        string[][] all = [[.. headings], .. _lines.Select(line => line.Select(cell => cell.IsBest ? cell.Text + " *" : cell.Text).ToArray())];
        int[] widths = [.. Enumerable.Range(0, headings.Count).Select(i => all.Max(line => i < line.Length ? line[i].Length : 0))];
        var text = new StringBuilder();
        foreach (string[] line in all)
        {
            text.Append(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        }
        return text.ToString().TrimEnd('\n');
    }
}
