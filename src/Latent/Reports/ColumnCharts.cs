using System.Globalization;
using Latent.Applications;
using Latent.Data;
using Latent.Evaluation.Tables;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Reports;

/// <summary>Puts the columns of real rows beside those of rows that a model draws.</summary>
internal static class ColumnCharts
{
    private const int MostRows = 2000, MostCharts = 40, MostLevels = 12, Bins = 24;

    /// <summary>Whether rows can be drawn without more being said, such as their class.</summary>
    public static bool CanDraw(TrainedModel model) => model.Model is { Conditioning: null, Target: null };

    /// <summary>A chart of every column, of those that are farthest apart where there are very many.</summary>
    public static IReadOnlyList<SvgColumnChart> Of(TrainedModel model, DataSet data, ulong seed)
    {
        TableSample real = TableSample.Of(model.Schema.Table!, data, MostRows);
        TableSample? drawn = CanDraw(model) ? TableSample.Of(real.Schema, new TableGenerator(model).Draw(Math.Min(MostRows, Math.Max(real.Count, 500)), new Rng(seed).Split("samples"), CancellationToken.None)) : null;
        return Of(real, drawn);
    }

    /// <summary>The same of rows that have been drawn already.</summary>
    public static IReadOnlyList<SvgColumnChart> Of(TableSample real, TableSample? drawn)
    {
        double[] distances = [.. real.Columns.Select((_, place) => drawn is null ? 0 : SyntheticQuality.Distance(real, drawn, place))];
        int[] places = [.. Enumerable.Range(0, real.Columns.Length).OrderByDescending(place => distances[place]).Take(MostCharts).Order()];
        return [.. places.Select(place => Chart(real, drawn, place, distances[place]))];
    }

    private static SvgColumnChart Chart(TableSample real, TableSample? drawn, int place, double distance)
    {
        Column column = real.Schema.Columns[real.Columns[place]];
        string note = column.Kind.ToString().ToLowerInvariant() + (drawn is null ? "" : string.Create(CultureInfo.InvariantCulture, $", distance {distance:0.00}"));
        return column.HasLevels ? Levels(column, note, real.Cells[place], drawn?.Cells[place]) : Numbers(column, note, real.Cells[place], drawn?.Cells[place]);
    }

    private static SvgColumnChart Levels(Column column, string note, float[] real, float[]? drawn)
    {
        double[] shares = Shares(real, column.Levels.Count + 1, cell => (int)cell);
        double[]? ofDrawn = drawn is null ? null : Shares(drawn, column.Levels.Count + 1, cell => (int)cell);
        int[] shown = [.. Enumerable.Range(0, column.Levels.Count).OrderByDescending(level => shares[level]).Take(MostLevels).Order()];
        bool all = shown.Length == column.Levels.Count;
        return new SvgColumnChart
        {
            Name = column.Name,
            Note = note,
            Labels = [.. shown.Select(level => column.Levels[level]), .. all ? (string[])[] : ["others"]],
            Real = Picked(shares),
            Drawn = ofDrawn is null ? [] : Picked(ofDrawn),
        };

        double[] Picked(double[] of) => [.. shown.Select(level => of[level]), .. all ? (double[])[] : [Math.Max(0, 1 - shown.Sum(level => of[level]))]];
    }

    private static SvgColumnChart Numbers(Column column, string note, float[] real, float[]? drawn)
    {
        float[] sorted = [.. real.Where(cell => !float.IsNaN(cell)).Order()];
        // A few far values would leave all others in one bar.
        (float low, float high) = sorted.Length == 0 ? (0, 1) : (sorted[sorted.Length / 200], sorted[sorted.Length - 1 - (sorted.Length / 200)]);
        high = high > low ? high : low + 1;
        return new SvgColumnChart
        {
            Name = column.Name,
            Note = note,
            Scale = [Number(low), Number((low + high) / 2), Number(high)],
            Real = Shares(real, Bins, Bin),
            Drawn = drawn is null ? [] : Shares(drawn, Bins, Bin),
        };

        int Bin(float cell) => Math.Clamp((int)((cell - low) / (high - low) * Bins), 0, Bins - 1);

        string Number(float standardised) => column.Kind is ColumnKind.Date
            ? RowCodec.Text(column, column.Restore(standardised))
            : ValueText.Of(column.Rounded(column.Restore(standardised)), 3);
    }

    private static double[] Shares(float[] cells, int count, Func<float, int> bin)
    {
        double[] shares = new double[count];
        int present = 0;
        foreach (float cell in cells)
        {
            if (!float.IsNaN(cell))
            {
                present++;
                shares[bin(cell)]++;
            }
        }
        return Array.ConvertAll(shares, share => present == 0 ? 0 : share / present);
    }
}
