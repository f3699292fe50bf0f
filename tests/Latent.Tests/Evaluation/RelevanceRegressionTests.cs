using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Evaluation;

public class RelevanceRegressionTests
{
    private const int Columns = 40, Informative = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_FewRowsOfWhichFewColumnsTell_HearsTheseAlone()
    {
        const int Draws = 5;
        (float[][] others, bool[] known) = Drawn(5000, seed: 9);
        double nats = 0, freeNats = 0;
        for (ulong seed = 1; seed <= Draws; seed++)
        {
            (float[][] rows, bool[] labels) = Drawn(200, seed);
            var fitted = RelevanceRegression.Fit(rows, [.. Enumerable.Range(0, Columns)], labels, Cancellation);
            fitted.Weights.Take(Informative).Min(Math.Abs).ShouldBeGreaterThan(0.6);
            fitted.Weights.Skip(Informative).Average(Math.Abs).ShouldBeLessThan(0.2);
            nats += others.Zip(known, (row, label) => Nats(Told(fitted, row), label)).Average() / Draws;

            var free = LogisticRegression.Fit([.. rows.SelectMany(row => row)], Columns, [.. labels.Select(label => label ? 1 : 0)], 2, Backend.Default, Cancellation);
            float[] logs = free.LogProbabilities([.. others.SelectMany(row => row)]);
            freeNats += known.Select((label, i) => -(double)logs[(2 * i) + (label ? 1 : 0)]).Average() / Draws;
        }
        nats.ShouldBeLessThan(0.8 * freeNats);

        // What the drawing itself would say.
        nats.ShouldBeLessThan(others.Zip(known, (row, label) => Nats(Odds(row), label)).Average() + 0.1);
    }

    [Fact]
    public void Fit_MovedColumns_MovesTheInterceptAlone()
    {
        (float[][] rows, bool[] labels) = Drawn(100, seed: 3);
        int[] columns = [.. Enumerable.Range(0, Columns).Select(j => j / 4)];
        var fitted = RelevanceRegression.Fit(rows, columns, labels, Cancellation);
        var moved = RelevanceRegression.Fit([.. rows.Select(row => row.Select(value => value + 5).ToArray())], columns, labels, Cancellation);
        for (int j = 0; j < Columns; j++)
        {
            moved.Weights[j].ShouldBe(fitted.Weights[j], 1e-4);
        }
        moved.Intercept.ShouldBe(fitted.Intercept - (5 * fitted.Weights.Sum()), 1e-3);
    }

    [Fact]
    public void Fit_ClassesThatAColumnDividesWholly_StaysFiniteAndDividesThem()
    {
        float[][] rows = [.. Enumerable.Range(0, 60).Select(i => new[] { i - 29.5f, 1 })];
        bool[] labels = [.. rows.Select(row => row[0] > 0)];
        var fitted = RelevanceRegression.Fit(rows, [0, 1], labels, Cancellation);
        rows.Select(row => Told(fitted, row) > 0).ShouldBe(labels);
        fitted.Weights.ShouldAllBe(weight => double.IsFinite(weight));
    }

    [Fact]
    public void Fit_OneClassAlone_TellsIt()
    {
        (float[][] rows, _) = Drawn(50, seed: 4);
        var fitted = RelevanceRegression.Fit(rows, [.. Enumerable.Range(0, Columns)], new bool[50], Cancellation);
        rows.ShouldAllBe(row => Told(fitted, row) < -2);
    }

    private static double Told(RelevanceRegression map, float[] row) => map.Intercept + map.Weights.Zip(row, (w, x) => w * x).Sum();

    private static double Odds(float[] row) => (2 * row[0]) - (1.5 * row[1]) + row[2];

    private static double Nats(double odds, bool label) => Math.Log(1 + Math.Exp(label ? -odds : odds));

    private static (float[][] Rows, bool[] Labels) Drawn(int count, ulong seed)
    {
        var rng = new Rng(seed);
        float[][] rows = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Columns).Select(_ => (float)rng.NextNormal()).ToArray())];
        return (rows, [.. rows.Select(row => rng.NextDouble() < 1 / (1 + Math.Exp(-Odds(row))))]);
    }
}
