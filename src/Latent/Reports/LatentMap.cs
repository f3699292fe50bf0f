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

    /// <summary>An amount for every point, shown by colour from dark to light, not a number where it is not known; null for none. It goes before the classes.</summary>
    public IReadOnlyList<float>? Amounts { get; init; }

    /// <summary>What runs from left to right.</summary>
    public string XLabel { get; init; } = "first principal component";

    /// <summary>What runs upwards.</summary>
    public string YLabel { get; init; } = "second principal component";

    /// <summary>What colours stand for: the classes that there are, or the ends and the middle of the amounts.</summary>
    public IReadOnlyList<(string Name, Colour Colour)> Legend => [.. Entries([.. Dots()])];

    private readonly record struct Dot(double X, double Y, int Label, Colour Colour, int Row);

    /// <summary>The map alone as a picture on white, without axes and names.</summary>
    /// <param name="width">How many pixels it is wide.</param>
    /// <exception cref="InputException">There is no point to show.</exception>
    public Picture Draw(int width = 1000)
    {
        Dot[] dots = [.. Dots()];
        if (dots.Length == 0)
        {
            throw new InputException("There is no point to draw on the map; give more rows.");
        }
        ChartFrame frame = Frame(dots);
        Picture clear = Raster(dots, frame, width / frame.PlotWidth), white = new(clear.Width, clear.Height, 3);
        for (int i = 0, o = 0; i < clear.Samples.Length; i += 4, o += 3)
        {
            int opacity = clear.Samples[i + 3];
            for (int c = 0; c < 3; c++)
            {
                white.Samples[o + c] = (byte)(((clear.Samples[i + c] * opacity) + (255 * (255 - opacity)) + 127) / 255);
            }
        }
        return white;
    }

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
        if (dots.Length <= MostMarks)
        {
            foreach (Dot dot in dots)
            {
                string name = Amounts is not null ? $": {ValueText.Of(Amounts[dot.Row])}" : Labels is null ? "" : $": {Name(dot.Label)}";
                canvas.Add($"<circle class=\"dot\" cx=\"{SvgCanvas.Number(frame.AtX(dot.X))}\" cy=\"{SvgCanvas.Number(frame.AtY(dot.Y))}\" r=\"3\" fill=\"{dot.Colour}\"><title>{HtmlPage.Escape($"row {Count(dot.Row)}{name}")}</title></circle>");
            }
        }
        else
        {
            string uri = Raster(dots, frame, Sharpness).ToDataUri();
            canvas.Add($"<image x=\"{ChartFrame.Left}\" y=\"{ChartFrame.Top}\" width=\"{SvgCanvas.Number(frame.PlotWidth)}\" height=\"{SvgCanvas.Number(frame.PlotHeight)}\" preserveAspectRatio=\"none\" href=\"{uri}\"/>");
        }
        var legend = Entries(dots).Select(entry => new LegendEntry(entry.Name, entry.Colour));
        return HtmlBlock.Chart(Title, $"{Count(dots.Length)} points", canvas.ToString(), legend);
    }

    private IEnumerable<Dot> Dots()
    {
        int classes = Labels is { Count: > 0 } ? Labels.Max() + 1 : 0;
        (double low, double high) = Range();
        for (int i = 0; i < Points.Count / 2; i++)
        {
            double x = Points[2 * i], y = Points[(2 * i) + 1];
            int label = Labels is not null && i < Labels.Count ? Labels[i] : -1;
            if (Axis.CanShow(x) && Axis.CanShow(y))
            {
                yield return new Dot(x, y, label, Amounts is not null ? ColourMap.Amount((Amounts[i] - low) / (high - low)) : ColourOf(label, classes), i);
            }
        }
    }

    private IEnumerable<(string Name, Colour Colour)> Entries(Dot[] dots)
    {
        if (Amounts is not null)
        {
            (double low, double high) = Range();
            return [(ValueText.Of(low), ColourMap.Amount(0)), (ValueText.Of((low + high) / 2), ColourMap.Amount(0.5)), (ValueText.Of(high), ColourMap.Amount(1))];
        }
        return Labels is null ? [] : dots.DistinctBy(d => d.Label).OrderBy(d => d.Label).Take(2 * ColourMap.CategoryCount).Select(d => (Name(d.Label), d.Colour));
    }

    /// <summary>The amounts between which colours change; the outermost fiftieth on either side is left out, so that a few strange ones do not take all the colours.</summary>
    private (double Low, double High) Range()
    {
        float[] known = [.. (Amounts ?? []).Where(float.IsFinite).Order()];
        if (known.Length == 0)
        {
            return (0, 1);
        }
        double low = known[known.Length / 50], high = known[known.Length - 1 - (known.Length / 50)];
        return high > low ? (low, high) : (low, low + 1);
    }

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

    private static Picture Raster(Dot[] dots, ChartFrame frame, double sharpness)
    {
        var picture = new Picture((int)(frame.PlotWidth * sharpness), (int)(frame.PlotHeight * sharpness), 4);
        double radius = sharpness * (dots.Length > 20_000 ? 1.1 : dots.Length > 4_000 ? 1.5 : 2.1);
        double opacity = dots.Length > 20_000 ? 0.5 : 0.75;
        foreach (Dot dot in dots)
        {
            Stamp(picture, (frame.AtX(dot.X) - ChartFrame.Left) * sharpness, (frame.AtY(dot.Y) - ChartFrame.Top) * sharpness, radius, dot.Colour, opacity);
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
