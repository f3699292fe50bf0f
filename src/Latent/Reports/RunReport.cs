using Latent.Tables;

namespace Latent.Reports;

/// <summary>The report of one run: a page in one file that can be opened, mailed and kept.</summary>
public static class RunReport
{
    /// <summary>Builds the page.</summary>
    public static HtmlPage Page(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        string bars = content.KlPerDimension.Count > 0 ? SvgBarChart.KlPerDimension(content.KlPerDimension, content.ActiveThreshold).Render() : "";
        return new HtmlPage(content.Title, "Training report", content.RunName)
            .Add(HtmlBlock.Figures(content.Headline))
            .Add(HtmlBlock.Facts(content.Facts))
            .Section("The posterior\u2019s health", HtmlBlock.Advice(content.Warnings))
            .Section("Learning", HtmlBlock.Columns(content.Curves.Select(c => c.Render())))
            .Section("The latent space", HtmlBlock.Columns(content.Map?.Render() ?? "", bars))
            .Section("The columns", HtmlBlock.Legend(SvgColumnChart.Legend(content.ColumnCharts)), HtmlBlock.Grid(content.ColumnCharts.Select(c => c.Render())), HtmlBlock.Table([new("column", null), new("kind", null), new("values", null)], [.. content.Columns.Select(Line)]))
            .Section(
                "What the model sees",
                HtmlBlock.Flow(
                    HtmlBlock.Image(content.Samples, "Samples", "drawn from the prior"),
                    HtmlBlock.Image(content.Reconstructions, "Reconstructions", "rows, and below each line its reconstruction"),
                    HtmlBlock.Image(content.Traversals, "Traversals", $"one latent dimension a line, from low to high{(content.Traversed.Count > 0 ? ": " : "")}{string.Join(", ", content.Traversed)}")))
            .Section("Doing it again", HtmlBlock.Code(content.Command, "Command"), HtmlBlock.Code(content.Recipe, "Recipe"));
    }

    private static IReadOnlyList<(string, bool)> Line(Column column) =>
        [(column.Name, false), (column.Kind.ToString().ToLowerInvariant(), false), (ColumnText.Values(column), false)];

    /// <summary>Builds the page and saves it in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(string path, ReportContent content) => Page(content).Save(path);
}
