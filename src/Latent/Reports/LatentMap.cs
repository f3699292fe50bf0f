using System.Globalization;
using Latent.Pictures;

namespace Latent.Reports;

/// <summary>
/// A scatter of the latent space in two dimensions as a self-contained figure for a page. Both axes have the same
/// scale. Few points are drawn one by one and say what they are under the pointer; many become one small picture.
/// </summary>
public sealed record LatentMap
{
    private const double Width = 480, LeastHeight = 260, MostHeight = 460;
    private const int MostMarks = 600;
    private const int Sharpness = 2;

    /// <summary>What is shown.</summary>
    public string Title { get; init; } = "Map of the latent space";

    /// <summary>The points [n, 2]: x, y, x, y ... Those that are not finite are left out.</summary>
    public required IReadOnlyList<float> Points { get; init; }

    /// <summary>A class for every point, counted from 0; negative where it is not known.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>What the classes are called; without names their numbers are shown.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>What runs from left to right.</summary>
    public string XLabel { get; init; } = "first principal component";

    /// <summary>What runs upwards.</summary>
    public string YLabel { get; init; } = "second principal component";

    private readonly record struct Dot(double X, double Y, int Label, int Row);

    /// <summary>The figure's markup, or nothing when there are no points.</summary>
    public string Render()
    {
        Dot[] dots = [.. Dots()];
        if (dots.Length == 0)
        {
            return "";
        }
        ChartFrame frame = Frame(dots);
        var canvas = new SvgCanvas(frame.Width, frame.Height, $"{Title}: {Count(dots.Length)} points");
        frame.Draw(canvas, XLabel, xGrid: true);
        canvas.UpwardText("label", 12, ChartFrame.Top + (frame.PlotHeight / 2), YLabel);
        int classes = Labels is null ? 0 : dots.Max(d => d.Label) + 1;
        if (dots.Length <= MostMarks)
        {
            foreach (Dot dot in dots)
            {
                string name = Labels is null ? "" : $": {Name(dot.Label)}";
                canvas.Add($"<circle class=\"dot\" cx=\"{SvgCanvas.Number(frame.AtX(dot.X))}\" cy=\"{SvgCanvas.Number(frame.AtY(dot.Y))}\" r=\"3\" fill=\"{ColourOf(dot.Label, classes)}\"><title>{HtmlPage.Escape($"row {Count(dot.Row)}{name}")}</title></circle>");
            }
        }
        else
        {
            string uri = Raster(dots, frame, classes).ToDataUri();
            canvas.Add($"<image x=\"{ChartFrame.Left}\" y=\"{ChartFrame.Top}\" width=\"{SvgCanvas.Number(frame.PlotWidth)}\" height=\"{SvgCanvas.Number(frame.PlotHeight)}\" preserveAspectRatio=\"none\" href=\"{uri}\"/>");
        }
        var legend = dots.Select(d => d.Label).Distinct().Order().Where(_ => classes > 0).Take(2 * ColourMap.CategoryCount)
            .Select(label => new LegendEntry(Name(label), ColourOf(label, classes)));
        return HtmlBlock.Chart(Title, $"{Count(dots.Length)} points", canvas.ToString(), legend);
    }

    private IEnumerable<Dot> Dots() =>
        Enumerable.Range(0, Points.Count / 2)
            .Select(i => new Dot(Points[2 * i], Points[(2 * i) + 1], Labels is not null && i < Labels.Count ? Labels[i] : -1, i))
            .Where(d => Axis.CanShow(d.X) && Axis.CanShow(d.Y));

    /// <summary>The drawing's height follows the points; the axis with room to spare is widened until both scales agree.</summary>
    private static ChartFrame Frame(Dot[] dots)
    {
        (double left, double right) = Padded(dots.Min(d => d.X), dots.Max(d => d.X));
        (double low, double high) = Padded(dots.Min(d => d.Y), dots.Max(d => d.Y));
        const double plotWidth = Width - ChartFrame.Left - ChartFrame.Right, margins = ChartFrame.Top + ChartFrame.Bottom;
        double plotHeight = Math.Clamp(plotWidth * (high - low) / (right - left), LeastHeight - margins, MostHeight - margins);
        double unit = Math.Max((right - left) / plotWidth, (high - low) / plotHeight);
        double extraX = ((plotWidth * unit) - (right - left)) / 2, extraY = ((plotHeight * unit) - (high - low)) / 2;
        return new ChartFrame(
            Axis.Between(left - extraX, right + extraX, 6, roundEnds: false),
            Axis.Between(low - extraY, high + extraY, 5, roundEnds: false),
            Width,
            plotHeight + margins);
    }

    private static (double Low, double High) Padded(double low, double high)
    {
        double margin = high > low ? (high - low) * 0.04 : Math.Max(Math.Abs(low) * 0.1, 1);
        return (low - margin, high + margin);
    }

    private static Picture Raster(Dot[] dots, ChartFrame frame, int classes)
    {
        var picture = new Picture((int)(frame.PlotWidth * Sharpness), (int)(frame.PlotHeight * Sharpness), 4);
        double radius = Sharpness * (dots.Length > 20_000 ? 1.1 : dots.Length > 4_000 ? 1.5 : 2.1);
        double opacity = dots.Length > 20_000 ? 0.5 : 0.75;
        foreach (Dot dot in dots)
        {
            Stamp(picture, (frame.AtX(dot.X) - ChartFrame.Left) * Sharpness, (frame.AtY(dot.Y) - ChartFrame.Top) * Sharpness, radius, ColourOf(dot.Label, classes), opacity);
        }
        return picture;
    }

    /// <summary>Paints a disc with a soft rim over what is there.</summary>
    private static void Stamp(Picture picture, double centreX, double centreY, double radius, Colour colour, double opacity)
    {
        int reach = (int)radius + 1;
        for (int y = Math.Max((int)centreY - reach, 0); y <= Math.Min((int)centreY + reach, picture.Height - 1); y++)
        {
            for (int x = Math.Max((int)centreX - reach, 0); x <= Math.Min((int)centreX + reach, picture.Width - 1); x++)
            {
                double dx = x + 0.5 - centreX, dy = y + 0.5 - centreY;
                double cover = opacity * Math.Clamp(radius + 0.5 - Math.Sqrt((dx * dx) + (dy * dy)), 0, 1);
                if (cover > 0)
                {
                    Blend(picture[x, y], colour, cover);
                }
            }
        }
    }

    private static void Blend(Span<byte> pixel, Colour colour, double cover)
    {
        double under = pixel[3] / 255.0 * (1 - cover), total = cover + under;
        pixel[0] = (byte)((((colour.Red * cover) + (pixel[0] * under)) / total) + 0.5);
        pixel[1] = (byte)((((colour.Green * cover) + (pixel[1] * under)) / total) + 0.5);
        pixel[2] = (byte)((((colour.Blue * cover) + (pixel[2] * under)) / total) + 0.5);
        pixel[3] = (byte)((total * 255) + 0.5);
    }

    /// <summary>Classes beyond the ten colours are taken for an order and shaded from dark to light.</summary>
    private static Colour ColourOf(int label, int classes) =>
        classes == 0 ? ColourMap.Category(0)
        : label < 0 || classes <= ColourMap.CategoryCount ? ColourMap.Category(label)
        : ColourMap.Amount(label / (classes - 1.0));

    private string Name(int label) =>
        label < 0 ? "unknown" : LabelNames is not null && label < LabelNames.Count ? LabelNames[label] : Count(label);

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
