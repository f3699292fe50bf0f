using Latent.Pictures;

namespace Latent.Reports;

/// <summary>Two symmetric tables of amounts in one square: one below the diagonal, the other above. Alike, they mirror each other.</summary>
internal sealed record SvgTriangles
{
    private const double Side = 420, Names = 110, Gap = 1;
    private const int MostLetters = 16, LeastCell = 11;

    /// <summary>What is shown.</summary>
    public required string Title { get; init; }

    /// <summary>What stands beside the title.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the rows and columns are.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>What the lower triangle is called, and its amounts, from 0 to 1, of every two items.</summary>
    public required (string Name, Func<int, int, double> Of) Lower { get; init; }

    /// <summary>The upper triangle.</summary>
    public required (string Name, Func<int, int, double> Of) Upper { get; init; }

    /// <summary>The figure's markup, or nothing for fewer than two items.</summary>
    public string Render()
    {
        int count = Items.Count;
        if (count < 2)
        {
            return "";
        }
        double cell = Side / count;
        var canvas = new SvgCanvas(Side + Names, Side, $"{Title}: {Lower.Name} below the diagonal, {Upper.Name} above");
        for (int row = 0; row < count; row++)
        {
            if (cell >= LeastCell)
            {
                string name = Items[row];
                canvas.Text("tick", Names - 6, ((row + 0.5) * cell) + 4, "end", name.Length > MostLetters ? $"{name[..(MostLetters - 1)]}…" : name);
            }
            for (int column = 0; column < count; column++)
            {
                if (row != column)
                {
                    Cell(canvas, row, column, cell, row > column ? Lower : Upper);
                }
            }
        }
        return HtmlBlock.Chart(Title, Note, canvas.ToString(), [new LegendEntry("none", ColourMap.Amount(0)), new LegendEntry("as strong as can be", ColourMap.Amount(1))]);
    }

    private void Cell(SvgCanvas canvas, int row, int column, double cell, (string Name, Func<int, int, double> Of) triangle)
    {
        double amount = triangle.Of(Math.Min(row, column), Math.Max(row, column));
        string hint = $"{Items[row]} and {Items[column]}, {triangle.Name}: {ValueText.Of(amount, 2)}";
        canvas.Add($"<rect fill=\"{ColourMap.Amount(amount)}\" x=\"{SvgCanvas.Number(Names + (column * cell))}\" y=\"{SvgCanvas.Number(row * cell)}\" width=\"{SvgCanvas.Number(cell - Gap)}\" height=\"{SvgCanvas.Number(cell - Gap)}\"><title>{HtmlPage.Escape(hint)}</title></rect>");
    }
}
