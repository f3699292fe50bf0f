using System.Globalization;
using Latent.Pictures;

namespace Latent.Reports;

/// <summary>One bar. A muted one is drawn grey.</summary>
public sealed record ChartBar(string Label, double Value, bool IsMuted = false);

/// <summary>A bar chart as a self-contained figure for a page. Bars begin at zero.</summary>
public sealed record SvgBarChart
{
    private const double Width = 480, Height = 260;
    private const double LetterWidth = 8;
    private const double LeastHeight = 2;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What the values are measured in: "nats per row".</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the bars are: "latent dimension".</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What stands before a bar's label under the pointer: "dimension".</summary>
    public string ItemName { get; init; } = "";

    /// <summary>The bars from left to right.</summary>
    public required IReadOnlyList<ChartBar> Bars { get; init; }

    /// <summary>What the coloured bars are called in the legend; without it there is none.</summary>
    public string? BarName { get; init; }

    /// <summary>What the muted bars are called in the legend.</summary>
    public string? MutedName { get; init; }

    /// <summary>The KL divergence of every latent dimension, largest first; those below <paramref name="threshold"/> carry nothing and are grey.</summary>
    /// <param name="kl">Nats per row, in the order of the dimensions.</param>
    /// <param name="threshold">From how many nats a dimension carries something.</param>
    public static SvgBarChart KlPerDimension(IReadOnlyList<float> kl, double threshold = 0.01)
    {
        ArgumentNullException.ThrowIfNull(kl);
        ChartBar[] bars = [.. kl.Select((value, i) => new ChartBar(i.ToString(CultureInfo.InvariantCulture), value, !(value >= threshold))).OrderByDescending(b => b.Value)];
        int carrying = bars.Count(b => !b.IsMuted);
        return new SvgBarChart
        {
            Title = "KL divergence by dimension",
            Unit = "nats per row",
            XLabel = $"latent dimension, largest first ({carrying} of {bars.Length} from {ValueText.Of(threshold)} nats on)",
            ItemName = "dimension",
            Bars = bars,
            BarName = $"from {ValueText.Of(threshold)} nats on",
            MutedName = carrying < bars.Length ? $"below {ValueText.Of(threshold)}" : null,
        };
    }

    /// <summary>The figure's markup, or nothing when no value can be drawn.</summary>
    public string Render()
    {
        ChartBar[] bars = [.. Bars.Where(b => Axis.CanShow(b.Value))];
        if (bars.Length == 0)
        {
            return "";
        }
        Axis y = Axis.Over(bars.Select(b => b.Value).Append(0), 5, roundEnds: true)!;
        var frame = new ChartFrame(Axis.Between(0, bars.Length, bars.Length, roundEnds: false), y, Width, Height);
        var canvas = new SvgCanvas(Width, Height, $"{Title}, {Unit}, by {XLabel}");
        frame.Draw(canvas, XLabel, xTicks: false);
        bool labelled = bars.Max(b => b.Label.Length) * LetterWidth < frame.PlotWidth / bars.Length;
        double gap = bars.Length > 80 ? 0.1 : 0.25;
        for (int i = 0; i < bars.Length; i++)
        {
            double left = frame.AtX(i + (gap / 2)), right = frame.AtX(i + 1 - (gap / 2));
            double bottom = frame.AtY(Math.Min(bars[i].Value, 0)), top = Math.Min(frame.AtY(Math.Max(bars[i].Value, 0)), bottom - LeastHeight);
            string fill = bars[i].IsMuted ? "class=\"muted\"" : $"fill=\"{ColourMap.Category(0)}\"";
            canvas.Add($"<rect {fill} x=\"{SvgCanvas.Number(left)}\" y=\"{SvgCanvas.Number(top)}\" width=\"{SvgCanvas.Number(right - left)}\" height=\"{SvgCanvas.Number(bottom - top)}\"><title>{HtmlPage.Escape($"{ItemName} {bars[i].Label}: {ValueText.Of(bars[i].Value)} {Unit}")}</title></rect>");
            if (labelled)
            {
                canvas.Text("tick", (left + right) / 2, Height - ChartFrame.Bottom + 17, "middle", bars[i].Label);
            }
        }
        var legend = new[] { BarName is null ? null : new LegendEntry(BarName, ColourMap.Category(0)), MutedName is null ? null : new LegendEntry(MutedName, null) };
        return HtmlBlock.Chart(Title, Unit, canvas.ToString(), legend.OfType<LegendEntry>());
    }
}
