using System.Globalization;
using Latent.Pictures;

namespace Latent.Reports;

/// <summary>A name and what it is: one line of the facts about a run.</summary>
public sealed record ReportFact(string Name, string Value);

/// <summary>A number worth large type, with its unit or a note in small type below.</summary>
public sealed record ReportFigure(string Name, string Value, string Note = "");

/// <summary>A name in a legend with its colour; without one it is grey. A value stands beside it.</summary>
internal sealed record LegendEntry(string Name, Colour? Colour, string Value = "");

/// <summary>The blocks that pages are built of. What they are given is text, never markup, unless it says so.</summary>
public static class HtmlBlock
{
    /// <summary>A row of headline figures, or nothing.</summary>
    public static string Figures(IReadOnlyList<ReportFigure> figures) =>
        Wrap("<dl class=\"figures\">", figures.Select(f => $"<div><dt>{Text(f.Name)}</dt><dd class=\"value\">{Text(f.Value)}</dd><dd class=\"note\">{Text(f.Note)}</dd></div>"), "</dl>");

    /// <summary>A table of facts, or nothing.</summary>
    public static string Facts(IReadOnlyList<ReportFact> facts) =>
        Wrap("<dl class=\"facts\">", facts.Select(f => $"<div><dt>{Text(f.Name)}</dt><dd>{Text(f.Value)}</dd></div>"), "</dl>");

    /// <summary>Sentences that somebody should act on, or nothing.</summary>
    public static string Advice(IReadOnlyList<string> sentences) =>
        Wrap("<ul class=\"advice\">", sentences.Select(s => $"<li>{Text(s)}</li>"), "</ul>");

    /// <summary>Text that is to be copied as it is, under a caption, or nothing.</summary>
    public static string Code(string? text, string caption) =>
        string.IsNullOrWhiteSpace(text) ? "" : $"<figure><figcaption><b>{Text(caption)}</b></figcaption><pre tabindex=\"0\"><code>{Text(text.TrimEnd())}</code></pre></figure>";

    /// <summary>A picture under a caption, or nothing.</summary>
    public static string Image(Picture? picture, string caption, string note) =>
        picture is null ? "" : string.Create(CultureInfo.InvariantCulture, $"<figure><figcaption><b>{Text(caption)}</b> <span>{Text(note)}</span></figcaption><img alt=\"{Text(caption)}\" width=\"{picture.Width}\" height=\"{picture.Height}\" src=\"{picture.ToDataUri()}\"/></figure>");

    /// <summary>A picture that is a PNG file already under a caption, or nothing.</summary>
    public static string Png(byte[]? file, string caption, string note) =>
        file is null ? "" : $"<figure><figcaption><b>{Text(caption)}</b> <span>{Text(note)}</span></figcaption><img class=\"wide\" alt=\"{Text(caption)}\" src=\"data:image/png;base64,{Convert.ToBase64String(file)}\"/></figure>";

    /// <summary>A table, or nothing without lines: the first cell of a line names it, and the best of the others stand out.</summary>
    internal static string Table(IReadOnlyList<LegendEntry> headings, IReadOnlyList<IReadOnlyList<(string Text, bool IsBest)>> lines)
    {
        string head = string.Concat(headings.Select(h => $"<th scope=\"col\">{(h.Colour is null ? "" : Swatch(h.Colour))}{Text(h.Name)}</th>"));
        return Wrap(
            $"<div class=\"wide\" tabindex=\"0\"><table><thead><tr>{head}</tr></thead><tbody>",
            lines.Select(line => $"<tr><th scope=\"row\">{Text(line[0].Text)}</th>{string.Concat(line.Skip(1).Select(cell => cell.IsBest ? $"<td class=\"best\">{Text(cell.Text)}</td>" : $"<td>{Text(cell.Text)}</td>"))}</tr>"),
            "</tbody></table></div>");
    }

    /// <summary>Blocks of markup side by side where there is room, or nothing.</summary>
    public static string Columns(params IEnumerable<string> blocks) =>
        Wrap("<div class=\"columns\">", blocks.Where(b => b.Length > 0), "</div>");

    /// <summary>Small blocks of markup, as many beside each other as there is room for, or nothing.</summary>
    public static string Grid(params IEnumerable<string> blocks) =>
        Wrap("<div class=\"grid\">", blocks.Where(b => b.Length > 0), "</div>");

    /// <summary>Blocks of markup of different heights, set like newspaper columns, or nothing.</summary>
    public static string Flow(params IEnumerable<string> blocks) =>
        Wrap("<div class=\"flow\">", blocks.Where(b => b.Length > 0), "</div>");

    /// <summary>A drawing (markup) under its caption and legend.</summary>
    internal static string Chart(string title, string unit, string svg, IEnumerable<LegendEntry> legend)
    {
        return $"<figure><figcaption><b>{Text(title)}</b> <span>{Text(unit)}</span></figcaption>{Legend(legend)}{svg}</figure>";
    }

    /// <summary>What colours mean, or nothing.</summary>
    internal static string Legend(IEnumerable<LegendEntry> entries) =>
        Wrap("<ul class=\"legend\">", entries.Select(e => $"<li>{Swatch(e.Colour)}{Text(e.Name)}{(e.Value.Length > 0 ? $" <b>{Text(e.Value)}</b>" : "")}</li>"), "</ul>");

    private static string Swatch(Colour? colour) =>
        colour is { } c ? $"<i style=\"background:{c}\"></i>" : "<i></i>";

    private static string Wrap(string before, IEnumerable<string> items, string after)
    {
        string inner = string.Concat(items);
        return inner.Length == 0 ? "" : before + inner + after + "\n";
    }

    private static string Text(string text) => HtmlPage.Escape(text);
}
