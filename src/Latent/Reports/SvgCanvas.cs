using System.Globalization;
using System.Text;

namespace Latent.Reports;

/// <summary>Collects the marks of one inline SVG drawing. Its colours come from the page's style sheet, so that it follows the light.</summary>
internal sealed class SvgCanvas
{
    private readonly StringBuilder _text = new();

    public SvgCanvas(double width, double height, string description) =>
        Add($"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{HtmlPage.Escape(description)}\">");

    /// <summary>A coordinate, to a hundredth of a pixel.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds finished markup; numbers in it are written the same everywhere.</summary>
    public void Add(FormattableString markup) => _text.Append(markup.ToString(CultureInfo.InvariantCulture));

    public void Line(string style, double x1, double y1, double x2, double y2) =>
        Add($"<line class=\"{style}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>");

    public void Text(string style, double x, double y, string anchor, string text) =>
        Add($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\">{HtmlPage.Escape(text)}</text>");

    /// <summary>Text along a vertical line, read from below.</summary>
    public void UpwardText(string style, double x, double y, string text) =>
        Add($"<text class=\"{style}\" transform=\"translate({Number(x)} {Number(y)}) rotate(-90)\" text-anchor=\"middle\">{HtmlPage.Escape(text)}</text>");

    /// <summary>A dot that only shows under the pointer, with a text beside it.</summary>
    public void Hint(double x, double y, string colour, string text) =>
        Add($"<circle class=\"hint\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"5\" fill=\"{colour}\"><title>{HtmlPage.Escape(text)}</title></circle>");

    public override string ToString() => _text + "</svg>";
}
