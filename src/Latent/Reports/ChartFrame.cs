namespace Latent.Reports;

/// <summary>The plot area inside a drawing, its two axes, and how values become pixels.</summary>
internal sealed record ChartFrame(Axis X, Axis Y, double Width, double Height)
{
    public const double Left = 56, Right = 14, Top = 12, Bottom = 40;

    public double PlotWidth => Width - Left - Right;

    public double PlotHeight => Height - Top - Bottom;

    public double AtX(double value) => Left + (X.Position(value) * PlotWidth);

    public double AtY(double value) => Top + ((1 - Y.Position(value)) * PlotHeight);

    /// <summary>Draws hair lines, tick texts, and the names of the axes.</summary>
    public void Draw(SvgCanvas canvas, string xLabel, bool xGrid = false, bool xTicks = true)
    {
        foreach (double tick in Y.Ticks)
        {
            canvas.Line("grid", Left, AtY(tick), Width - Right, AtY(tick));
            canvas.Text("tick", Left - 8, AtY(tick) + 4, "end", Y.TickText(tick));
        }
        foreach (double tick in xTicks ? X.Ticks : [])
        {
            if (xGrid)
            {
                canvas.Line("grid", AtX(tick), Top, AtX(tick), Height - Bottom);
            }
            canvas.Text("tick", AtX(tick), Height - Bottom + 17, "middle", X.TickText(tick));
        }
        canvas.Line("axis", Left, Height - Bottom, Width - Right, Height - Bottom);
        canvas.Text("label", Left + (PlotWidth / 2), Height - 5, "middle", xLabel);
    }
}
