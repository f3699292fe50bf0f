using Latent.Files;
using Latent.Pictures;
using Latent.Training;

namespace Latent.Reports;

/// <summary>Runs side by side on one page: their figures, their learning curves in one another's axes, their samples.</summary>
public static class ComparisonPage
{
    /// <summary>Builds the page.</summary>
    /// <exception cref="InputException">A run's samples cannot be read.</exception>
    public static HtmlPage Page(RunComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        IReadOnlyList<ComparedRun> runs = comparison.Runs;
        return new HtmlPage(Title(runs), "Comparison", string.Join(", ", runs.Select(r => r.Directory.Path)))
            .Add(HtmlBlock.Advice(comparison.Notes))
            .Section("Figures", HtmlBlock.Table(
                [new LegendEntry("", null), .. runs.Select((r, i) => new LegendEntry(r.Name, ColourMap.Category(i)))],
                [.. comparison.Rows.Select(row => (IReadOnlyList<(string, bool)>)[(row.Name, false), .. runs.Select((_, i) => (row.Text(i), row.Best.Contains(i)))])]))
            .Section("Learning", HtmlBlock.Columns(
                Curve("Validation ELBO", "nats per row", runs, e => e.ValidationElbo),
                Curve("Evidence lower bound in training", "nats per row", runs, e => e.Elbo),
                Curve("Reconstruction in training", "nats per row", runs, e => e.Reconstruction),
                Curve("KL divergence in training", "nats per row", runs, e => e.Kl),
                Curve("Active units", "latent dimensions", runs, e => e.ActiveUnits)))
            .Section("Samples", HtmlBlock.Columns(runs.Select(r => HtmlBlock.Png(Samples(r), r.Name, "drawn from the prior"))));
    }

    /// <summary>Builds the page and saves it in one step.</summary>
    /// <exception cref="InputException">A run's samples cannot be read, or the file cannot be written.</exception>
    public static void Save(string path, RunComparison comparison) => Page(comparison).Save(path);

    private static string Title(IReadOnlyList<ComparedRun> runs)
    {
        string[] data = [.. runs.Select(r => r.Model.Schema.Name).Distinct()];
        return $"{runs.Count} runs on {string.Join(", ", data)}";
    }

    private static string Curve(string title, string unit, IReadOnlyList<ComparedRun> runs, Func<EpochRecord, double?> value) => new SvgLineChart
    {
        Title = title,
        Unit = unit,
        Series = [.. runs.Select(r => new ChartSeries(r.Name, [.. r.History.Select(e => (double)e.Epoch)], [.. r.History.Select(e => value(e) ?? double.NaN)]))],
    }.Render();

    private static byte[]? Samples(ComparedRun run)
    {
        try
        {
            return File.Exists(run.Directory.Samples) ? File.ReadAllBytes(run.Directory.Samples) : null;
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(run.Directory.Samples, e);
        }
    }
}
