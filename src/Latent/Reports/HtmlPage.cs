using System.Text;
using Latent.Files;

namespace Latent.Reports;

/// <summary>
/// One page of HTML in one file: its style sheet, drawings and pictures are inside, it runs no scripts and asks the
/// network for nothing (its own policy forbids both). It is well-formed XML, too.
/// </summary>
public sealed class HtmlPage
{
    private readonly StringBuilder _body = new();
    private readonly string _title;

    /// <summary>An empty page.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="kicker">A few words above the heading that say what kind of page it is.</param>
    /// <param name="subtitle">A line below the heading.</param>
    public HtmlPage(string title, string kicker = "", string? subtitle = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(kicker);
        _title = title;
        _body.Append("<header>");
        Paragraph("kicker", kicker);
        _body.Append("<h1>").Append(Escape(title)).Append("</h1>");
        Paragraph("subtitle", subtitle);
        _body.Append("</header>\n");
    }

    /// <summary>Adds markup, which must be well-formed.</summary>
    public HtmlPage Add(string markup)
    {
        _body.Append(markup);
        return this;
    }

    /// <summary>Adds a section under its own heading; with no markup in it there is no section.</summary>
    public HtmlPage Section(string heading, params IEnumerable<string> blocks)
    {
        string markup = string.Concat(blocks);
        return markup.Length == 0 ? this : Add($"<section><h2>{Escape(heading)}</h2>{markup}</section>\n");
    }

    /// <summary>The whole page.</summary>
    public string Render() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
        <title>{Escape(_title)}</title>
        <style>{HtmlStyle.Sheet}</style>
        </head>
        <body>
        <main>
        {_body}</main>
        </body>
        </html>

        """;

    /// <summary>Saves the page, in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, Render());

    /// <summary>Makes text safe to stand between tags and inside quoted attributes. Characters that a page cannot hold become U+FFFD.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case (< 0x20 and not ('\n' or '\t')) or 0x7F or 0xFFFE or 0xFFFF: escaped.Append('\uFFFD'); break;
                default: escaped.Append(rune); break;
            }
        }
        return escaped.ToString();
    }

    private void Paragraph(string style, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            _body.Append("<p class=\"").Append(style).Append("\">").Append(Escape(text)).Append("</p>");
        }
    }
}
