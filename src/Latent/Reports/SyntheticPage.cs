using System.Globalization;
using Latent.Evaluation.Tables;
using Latent.Pictures;

namespace Latent.Reports;

/// <summary>How good new rows of a table are, on one page: their columns, how columns go together, what can be learned from them, and what they give away.</summary>
public static class SyntheticPage
{
    private const int MostColumns = 40, Bins = 24;

    /// <summary>Builds the page.</summary>
    /// <param name="quality">What was measured.</param>
    /// <param name="data">What the real rows are called.</param>
    /// <param name="run">What the run is called.</param>
    public static HtmlPage Page(SyntheticQuality quality, string data, string? run = null)
    {
        ArgumentNullException.ThrowIfNull(quality);
        IReadOnlyList<SvgColumnChart> columns = quality is { HeldOut: { } real, Made: { } made } ? ColumnCharts.Of(real, made) : [];
        return new HtmlPage($"{Whole(quality.Rows)} new rows of {data}", "Synthetic rows", run)
            .Add(HtmlBlock.Figures(
            [
                new ReportFigure("Column distance", ValueText.Of(quality.MeanColumnDistance, 2), "0 alike, 1 nothing in common"),
                new ReportFigure("Association error", ValueText.Of(quality.AssociationError, 2), "mean over pairs of columns"),
                .. quality.Utility.Count == 0 ? (ReportFigure[])[] : [new ReportFigure("Learned from new", Percent(quality.Utility.Average(u => u.Synthetic)), $"right; from real rows {Percent(quality.Utility.Average(u => u.Real))}")],
                new ReportFigure("Copies", Whole(quality.Copies), $"of training rows; of as many held-out rows {ValueText.Of(quality.HeldOutCopies, 2)}"),
                new ReportFigure("Nearer to training", Percent(quality.NearerToTraining), "of new rows; 50% tells nothing of single rows"),
            ]))
            .Section("The columns", HtmlBlock.Legend(SvgColumnChart.Legend(columns)), HtmlBlock.Grid(columns.Select(c => c.Render())))
            .Section("Columns together", HtmlBlock.Columns(Together(quality), Worst(quality)))
            .Section("What can be learned", Learned(quality))
            .Section("What they give away", HtmlBlock.Legend([new("to held-out rows", null), new("to training rows", ColourMap.Category(0))]), HtmlBlock.Grid(Near(quality)));
    }

    /// <summary>Builds the page and saves it in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(string path, SyntheticQuality quality, string data, string? run = null) => Page(quality, data, run).Save(path);

    private static string Together(SyntheticQuality quality)
    {
        var strengths = quality.Associations.ToDictionary(pair => (pair.First, pair.Second));
        // Of very many columns those whose pairs are most off.
        string[] all = [.. quality.ColumnDistances.Select(c => c.Column)];
        HashSet<string> shown = [.. all.Length <= MostColumns ? all : quality.Associations
            .SelectMany(pair => new[] { (Name: pair.First, Error: Math.Abs(pair.Real - pair.Synthetic)), (Name: pair.Second, Error: Math.Abs(pair.Real - pair.Synthetic)) })
            .GroupBy(pair => pair.Name).OrderByDescending(group => group.Sum(pair => pair.Error)).Take(MostColumns).Select(group => group.Key)];
        string[] items = [.. all.Where(shown.Contains)];
        return new SvgTriangles
        {
            Title = "How strongly two columns go together",
            Note = "below the diagonal in real rows, above it in new ones",
            Items = items,
            Lower = ("real rows", (i, j) => strengths[(items[i], items[j])].Real),
            Upper = ("new rows", (i, j) => strengths[(items[i], items[j])].Synthetic),
        }.Render();
    }

    private static string Worst(SyntheticQuality quality) => HtmlBlock.Table(
        [new("farthest off", null), new("real rows", null), new("new rows", null)],
        [.. quality.Associations.OrderByDescending(pair => Math.Abs(pair.Real - pair.Synthetic)).Take(12)
            .Select(pair => (IReadOnlyList<(string, bool)>)[($"{pair.First} and {pair.Second}", false), (ValueText.Of(pair.Real, 2), false), (ValueText.Of(pair.Synthetic, 2), false)])]);

    private static string Learned(SyntheticQuality quality) => HtmlBlock.Table(
        [new("told from the other columns", null), new("by what real rows teach", null), new("by what new rows teach", null)],
        [.. quality.Utility.Select(u => (IReadOnlyList<(string, bool)>)[(u.Column, false), (Percent(u.Real), false), (Percent(u.Synthetic), false)])]);

    private static string Near(SyntheticQuality quality)
    {
        double[] training = [.. quality.Nearest.Select(row => row.Training)], heldOut = [.. quality.Nearest.Select(row => row.HeldOut)];
        double[] sorted = [.. training.Concat(heldOut).Order()];
        double far = Math.Max(1e-9, sorted[sorted.Length - 1 - (sorted.Length / 100)]);
        return new SvgColumnChart
        {
            Name = "From a new row to the nearest real one",
            Note = "deviations of numbers, and one for every other level",
            Scale = ["0", ValueText.Of(far / 2, 2), ValueText.Of(far, 2)],
            Real = Shares(heldOut),
            Drawn = Shares(training),
            RealName = "to held-out rows",
            DrawnName = "to training rows",
        }.Render();

        double[] Shares(double[] distances)
        {
            double[] shares = new double[Bins];
            foreach (double distance in distances)
            {
                shares[Math.Min(Bins - 1, (int)(distance / far * Bins))] += 1.0 / distances.Length;
            }
            return shares;
        }
    }

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
