using System.Globalization;
using Latent.Pictures;

namespace Latent.Reports;

/// <summary>How the cells of one column are spread: grey bars for rows that there are, coloured ones for rows that were drawn.</summary>
public sealed record SvgColumnChart
{
    private const double Width = 300, Height = 120, Floor = 22, MostLetters = 14;

    /// <summary>The column.</summary>
    public required string Name { get; init; }

    /// <summary>What stands beside its name: its kind, and how far the two are apart.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the bars are, where each has a name; without names only the ends of the axis have one.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What stands below the left end, the middle and the right end of numbers.</summary>
    public IReadOnlyList<string> Scale { get; init; } = [];

    /// <summary>The shares of the rows that there are, from left to right.</summary>
    public required IReadOnlyList<double> Real { get; init; }

    /// <summary>The shares of drawn rows; empty if there are none.</summary>
    public IReadOnlyList<double> Drawn { get; init; } = [];

    /// <summary>What the grey bars are, under the pointer.</summary>
    public string RealName { get; init; } = "real";

    /// <summary>What the coloured bars are, under the pointer.</summary>
    public string DrawnName { get; init; } = "drawn";

    /// <summary>What the colours of charts mean.</summary>
    internal static IEnumerable<LegendEntry> Legend(IReadOnlyList<SvgColumnChart> charts) =>
        charts.Count == 0 ? [] : charts[0].Drawn.Count == 0 ? [new LegendEntry("real rows", null)] : [new LegendEntry("real rows", null), new LegendEntry("drawn rows", ColourMap.Category(0))];

    /// <summary>The figure's markup.</summary>
    public string Render()
    {
        var canvas = new SvgCanvas(Width, Height, $"{Name}: shares of rows, {RealName} and {DrawnName}");
        double most = Math.Max(1e-9, Real.Concat(Drawn).Max()), step = Width / Math.Max(1, Real.Count), gap = step * 0.12;
        double half = Drawn.Count > 0 ? (step - (2 * gap)) / 2 : step - (2 * gap);
        for (int i = 0; i < Real.Count; i++)
        {
            string what = i < Labels.Count ? Labels[i] : "";
            Bar(canvas, "class=\"muted\"", (i * step) + gap, half, Real[i] / most, $"{what} {RealName} {Share(Real[i])}");
            if (i < Drawn.Count)
            {
                Bar(canvas, $"fill=\"{ColourMap.Category(0)}\"", (i * step) + gap + half, half, Drawn[i] / most, $"{what} {DrawnName} {Share(Drawn[i])}");
            }
        }
        canvas.Line("axis", 0, Height - Floor, Width, Height - Floor);
        bool fits = Labels.Count > 0 && Labels.Max(label => Math.Min(label.Length, MostLetters)) * 7 < step;
        for (int i = 0; i < Labels.Count && fits; i++)
        {
            canvas.Text("tick", (i + 0.5) * step, Height - 6, "middle", Labels[i].Length > MostLetters ? $"{Labels[i][..((int)MostLetters - 1)]}…" : Labels[i]);
        }
        for (int i = 0; i < Scale.Count && Scale.Count > 1; i++)
        {
            canvas.Text("tick", Width * i / (Scale.Count - 1), Height - 6, i == 0 ? "start" : i == Scale.Count - 1 ? "end" : "middle", Scale[i]);
        }
        return HtmlBlock.Chart(Name, Note, canvas.ToString(), []);
    }

    private static void Bar(SvgCanvas canvas, string style, double left, double width, double share, string hint)
    {
        double height = share * (Height - Floor - 4);
        canvas.Add($"<rect {style} x=\"{SvgCanvas.Number(left)}\" y=\"{SvgCanvas.Number(Height - Floor - height)}\" width=\"{SvgCanvas.Number(width)}\" height=\"{SvgCanvas.Number(height)}\"><title>{HtmlPage.Escape(hint.Trim())}</title></rect>");
    }

    private static string Share(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
