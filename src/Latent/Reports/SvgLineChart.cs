using System.Text;
using Latent.Pictures;

namespace Latent.Reports;

/// <summary>One line of a chart: as many positions as values. Values that are not finite interrupt the line.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The points that exist in both lists.</summary>
    internal int Count => Math.Min(X.Count, Y.Count);
}

/// <summary>A line chart as a self-contained figure for a page: caption, legend with the last values, and an inline SVG.</summary>
public sealed record SvgLineChart
{
    private const double Width = 480, Height = 260;
    private const int MostPoints = 500;
    private const int MostHints = 50;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What the values are measured in: "nats per row".</summary>
    public string Unit { get; init; } = "";

    /// <summary>What runs from left to right: "epoch".</summary>
    public string XLabel { get; init; } = "epoch";

    /// <summary>The lines, in the order of their colours.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>The figure's markup, or nothing when no value can be drawn.</summary>
    public string Render()
    {
        // A line keeps its colour when those before it are empty.
        (ChartSeries Line, Colour Colour)[] series = [.. Series.Select((s, i) => (s, ColourMap.Category(i))).Where(s => Points(s.s).Any(p => !double.IsNaN(p.Y)))];
        Axis? x = Axis.Over(series.SelectMany(s => Points(s.Line)).Where(p => !double.IsNaN(p.Y)).Select(p => p.X), 6, roundEnds: false);
        Axis? y = Axis.Over(series.SelectMany(s => Points(s.Line)).Select(p => p.Y), 5, roundEnds: true);
        if (x is null || y is null)
        {
            return "";
        }
        var frame = new ChartFrame(x, y, Width, Height);
        var canvas = new SvgCanvas(Width, Height, $"{Title}, {Unit}, by {XLabel}");
        frame.Draw(canvas, XLabel);
        foreach ((ChartSeries line, Colour colour) in series)
        {
            Draw(canvas, frame, line, colour.ToString());
        }
        var legend = series.Select(s => new LegendEntry(s.Line.Name, s.Colour, ValueText.Of(Points(s.Line).Last(p => !double.IsNaN(p.Y)).Y)));
        return HtmlBlock.Chart(Title, Unit, canvas.ToString(), legend);
    }

    private void Draw(SvgCanvas canvas, ChartFrame frame, ChartSeries series, string colour)
    {
        var path = new StringBuilder();
        bool drawing = false;
        foreach ((double x, double y) in Thinned([.. Points(series)], frame))
        {
            bool shown = !double.IsNaN(y);
            if (shown)
            {
                path.Append(drawing ? 'L' : 'M').Append(SvgCanvas.Number(frame.AtX(x))).Append(' ').Append(SvgCanvas.Number(frame.AtY(y)));
            }
            drawing = shown;
        }
        canvas.Add($"<path class=\"line\" stroke=\"{colour}\" d=\"{path}\"/>");
        (double X, double Y)[] points = [.. Points(series).Where(p => !double.IsNaN(p.Y))];
        int stride = (points.Length + MostHints - 1) / MostHints;
        for (int i = (points.Length - 1) % stride; i < points.Length; i += stride)
        {
            canvas.Hint(frame.AtX(points[i].X), frame.AtY(points[i].Y), colour, $"{series.Name}: {ValueText.Of(points[i].Y, 5)} at {XLabel} {ValueText.Of(points[i].X)}");
        }
        if (points.Length == 1)
        {
            canvas.Add($"<circle cx=\"{SvgCanvas.Number(frame.AtX(points[0].X))}\" cy=\"{SvgCanvas.Number(frame.AtY(points[0].Y))}\" r=\"3\" fill=\"{colour}\"/>");
        }
    }

    private static IEnumerable<(double X, double Y)> Points(ChartSeries series) =>
        Enumerable.Range(0, series.Count)
            .Select(i => (X: series.X[i], Y: Axis.CanShow(series.Y[i]) ? series.Y[i] : double.NaN))
            .Where(p => Axis.CanShow(p.X));

    /// <summary>Of many points in one column of pixels the least and the greatest are enough to draw the same line.</summary>
    private static IEnumerable<(double X, double Y)> Thinned((double X, double Y)[] points, ChartFrame frame)
    {
        if (points.Length <= MostPoints)
        {
            return points;
        }
        return points
            .GroupBy(p => Math.Floor(frame.AtX(p.X) * 0.5))
            .SelectMany(column => new[] { column.MinBy(p => p.Y), column.MaxBy(p => p.Y) }.OrderBy(p => p.X));
    }
}
