using System.Globalization;
using Latent.Applications;
using Latent.Detection;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Applications;

public sealed class AnomalyDetectorTests(AnomalyDetectorTests.Fitted fitted) : IClassFixture<AnomalyDetectorTests.Fitted>
{
    private const int Columns = 6;

    private static readonly AnomalyDetectorOptions s_small = new() { Members = 2, References = 256, Steps = 600 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A detector of rows of six numbers and a category that follow two hidden ones.</summary>
    public sealed class Fitted
    {
        private readonly Lazy<AnomalyDetector> _sales = new(() => new AnomalyDetector(s_small).Fit(Sales(2000, seed: 11), cancellation: TestContext.Current.CancellationToken));

        public AnomalyDetector Detector { get; } = new AnomalyDetector(s_small).Fit(Rows(2000, seed: 1), cancellation: TestContext.Current.CancellationToken);

        /// <summary>What is found in sales of which one number is wrong.</summary>
        public RowAnomaly[] Sold(string column, double wrong, CancellationToken cancellation)
        {
            List<RowAnomaly> found = [];
            _sales.Value.Score(Sales(20, seed: 12, column, wrong), found.Add, new DetectionOptions { ExplainAll = true }, cancellation);
            return [.. found];
        }
    }

    [Fact]
    public void Score_OfRowsThatBreakTheRule_FindsThem()
    {
        DetectionSummary summary = fitted.Detector.Score(Rows(600, seed: 2, broken: i => i % 3 == 0), options: new DetectionOptions { Label = "label", Columns = 0 }, cancellation: Stop);
        summary.Rows.ShouldBe(600);
        summary.Labelled.ShouldBe(600);
        summary.Figures!.Value.Auroc.ShouldBeGreaterThan(0.97);
        summary.Figures.Value.AveragePrecision.ShouldBeGreaterThan(0.95);
    }

    [Theory]
    [InlineData(AnomalyScore.ImportanceWeighted)]
    [InlineData(AnomalyScore.Reconstruction)]
    [InlineData(AnomalyScore.Latent)]
    [InlineData(AnomalyScore.Kl)]
    public void Score_ByOtherScores_IsBetterThanChance(AnomalyScore score) =>
        fitted.Detector.Score(Rows(600, seed: 2, broken: i => i % 3 == 0), options: new DetectionOptions { Label = "label", Columns = 0, Score = score }, cancellation: Stop)
            .Figures!.Value.Auroc.ShouldBeGreaterThan(0.6);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    [InlineData(0.1)]
    public void Score_OfNormalRows_AlarmsAtTheRateAskedFor(double rate)
    {
        const int rows = 20_000;
        DetectionSummary summary = fitted.Detector.Score(Rows(rows, seed: 3), options: new DetectionOptions { FalseAlarmRate = rate, Columns = 0 }, cancellation: Stop);
        double deviation = Math.Sqrt(rate * (1 - rate) * ((1.0 / rows) + (1.0 / fitted.Detector.Calibration().Count)));
        ((double)summary.Anomalies / rows).ShouldBe(rate, 2.576 * deviation);
        summary.DriftPValue.ShouldBeGreaterThan(0.001);
    }

    [Theory]
    [InlineData(4, 400)]
    [InlineData(0, 100)]
    public void Fit_CalibratesWithAllRowsByTurns_OrWithThoseHeldOut(int folds, int known) =>
        new AnomalyDetector(new AnomalyDetectorOptions { Members = 1, Steps = 20, Folds = folds, Held = 0.25 }).Fit(Rows(400, seed: 7), cancellation: Stop).Calibration().Count.ShouldBe(known);

    [Fact]
    public void Score_OfRowsOfAnotherKind_ReportsDrift() =>
        fitted.Detector.Score(Rows(300, seed: 4, broken: _ => true), options: new DetectionOptions { Columns = 0 }, cancellation: Stop).DriftPValue.ShouldBeLessThan(1e-6);

    [Fact]
    public void Score_OfRowsWithOneWrongCell_BlamesIt()
    {
        int right = 0, rows = 0;
        double error = 0;
        fitted.Detector.Score(
            Rows(300, seed: 5, broken: _ => true),
            row =>
            {
                rows++;
                right += row.Columns[0].Column == Broken((int)row.Row) ? 1 : 0;
                error += Math.Abs(double.Parse(row.Columns[0].Observed, CultureInfo.InvariantCulture) - double.Parse(row.Columns[0].Expected, CultureInfo.InvariantCulture));
            },
            new DetectionOptions { ExplainAll = true },
            Stop);
        rows.ShouldBe(300);
        right.ShouldBeGreaterThanOrEqualTo(270);
        // The cells were moved by four units.
        (error / rows).ShouldBe(4, 1);
    }

    [Fact]
    public void Score_OfACategoryThatDoesNotFit_BlamesItAndExpectsTheRightOne()
    {
        List<RowAnomaly> found = [];
        fitted.Detector.Score(Rows(200, seed: 6, swapped: true), found.Add, new DetectionOptions { ExplainAll = true }, Stop);
        found.Count(row => row.Columns[0].Column == "kind").ShouldBeGreaterThan(160);
        found.Where(row => row.Columns[0].Column == "kind").ShouldAllBe(row => row.Columns[0].Observed != row.Columns[0].Expected);
    }

    [Theory]
    [InlineData("price", -50)]
    [InlineData("price", -0.5)]
    [InlineData("share", 1.7)]
    [InlineData("share", -0.01)]
    [InlineData("visits", -1)]
    [InlineData("extra", -0.25)]
    [InlineData("takings", -3)]
    [InlineData("price", 4e9)]
    public void Score_OfANumberThatItsKindHasNoneOf_BlamesItAndSaysWhatStoodThere(string column, double wrong)
    {
        RowAnomaly[] found = fitted.Sold(column, wrong, Stop);
        found.ShouldAllBe(row => row.IsAnomaly && row.Columns[0].Column == column);
        found.ShouldAllBe(row => Math.Abs(double.Parse(row.Columns[0].Observed, CultureInfo.InvariantCulture) - wrong) < 1e-5 * Math.Abs(wrong));
        found.ShouldAllBe(row => double.Parse(row.Columns[0].Expected, CultureInfo.InvariantCulture) >= 0);
    }

    [Fact]
    public void Score_OfMissingCells_IsFiniteAndNotStrange()
    {
        List<RowAnomaly> found = [];
        fitted.Detector.Score(Rows(200, seed: 7, missing: true), found.Add, cancellation: Stop);
        found.ShouldAllBe(row => float.IsFinite(row.Score));
        found.Average(row => row.PValue).ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Score_DoesNotDependOnThreadsOrBatches()
    {
        TableSource rows = Rows(500, seed: 8, broken: i => i % 7 == 0);
        List<RowAnomaly> one = [], many = [];
        fitted.Detector.Score(rows, one.Add, new DetectionOptions { Threads = 1, BatchSize = 128 }, Stop);
        fitted.Detector.Score(rows, many.Add, new DetectionOptions { Threads = 3, BatchSize = 128 }, Stop);
        many.Select(Text).ShouldBe(one.Select(Text));
    }

    [Fact]
    public void Load_OfASavedDetector_ScoresBitForBitAlike()
    {
        using var folder = new TemporaryFolder();
        string path = folder["detector.safetensors"];
        fitted.Detector.Save(path);
        AnomalyDetector loaded = AnomalyDetector.Load(path);
        foreach (AnomalyScore score in Enum.GetValues<AnomalyScore>())
        {
            List<RowAnomaly> before = [], after = [];
            TableSource rows = Rows(100, seed: 9, broken: i => i % 2 == 0);
            fitted.Detector.Score(rows, before.Add, new DetectionOptions { Score = score }, Stop);
            loaded.Score(rows, after.Add, new DetectionOptions { Score = score }, Stop);
            after.Select(Text).ShouldBe(before.Select(Text));
        }
        loaded.Options.ShouldBe(fitted.Detector.Options with { Latent = loaded.Options.Latent, Columns = loaded.Options.Columns });
    }

    [Fact]
    public void Fit_OfContaminatedRowsWhenItIsSaid_CallsThemAnomalies()
    {
        TableSource rows = Rows(1000, seed: 10, broken: i => i % 7 == 0);
        DetectionOptions measured = new() { Columns = 0 };
        AnomalyDetectorOptions options = s_small with { Steps = 400, Columns = new TableOptions { Ignored = ["label"] } };
        // 143 of them are broken; a detector that takes them for normal lets few be more than its false alarms.
        new AnomalyDetector(options).Fit(rows, cancellation: Stop).Score(rows, options: measured, cancellation: Stop).Anomalies.ShouldBeLessThan(50);
        new AnomalyDetector(options with { Contamination = 0.15 }).Fit(rows, cancellation: Stop).Score(rows, options: measured, cancellation: Stop).Anomalies.ShouldBeInRange(110, 180);
    }

    [Fact]
    public void Fit_OfTooFewRows_SaysHowManyItNeeds() =>
        Should.Throw<InputException>(() => new AnomalyDetector(s_small).Fit(Rows(4, seed: 1))).Message.ShouldContain("has 4 rows; a detector needs at least 10");

    [Fact]
    public void Score_OfALabelThatIsNotThere_SaysSo() =>
        Should.Throw<InputException>(() => fitted.Detector.Score(Rows(4, seed: 1), options: new DetectionOptions { Label = "labl" })).Message.ShouldContain("no column 'labl'");

    [Fact]
    public void Load_OfAFileWithoutDetector_SaysSo()
    {
        using var folder = new TemporaryFolder();
        string path = folder["other.safetensors"];
        var writer = new Latent.Files.SafetensorsWriter();
        writer.Add("x", new Shape(1), new float[1]);
        writer.Save(path);
        Should.Throw<InputException>(() => AnomalyDetector.Load(path)).Message.ShouldContain("holds no detector");
    }

    /// <summary>Prices, shares, counts, amounts that are often 0, and some with a long tail, which are never negative.</summary>
    private static TableSource Sales(int count, ulong seed, string? column = null, double wrong = 0)
    {
        var rng = new Rng(seed);
        string[] names = ["price", "share", "visits", "extra", "takings"];
        double[][] cells = [.. names.Select(_ => new double[count])];
        for (int i = 0; i < count; i++)
        {
            double z = rng.NextNormal();
            double[] row =
            [
                Math.Round(Math.Exp(3 + (0.8 * z) + (0.3 * rng.NextNormal())), 2),
                Math.Round(1 / (1 + Math.Exp(-z - rng.NextNormal())), 3),
                Math.Floor(Math.Exp(1 + z + (0.5 * rng.NextNormal()))),
                rng.NextDouble() < 0.6 ? 0 : Math.Round(Math.Exp(rng.NextNormal()), 2),
                Math.Round(Math.Exp(4 * rng.NextNormal()), 3) + 0.001,
            ];
            for (int j = 0; j < names.Length; j++)
            {
                cells[j][i] = names[j] == column ? wrong : row[j];
            }
        }
        return Table.FromColumns([.. names.Select((name, j) => (name, (Array)cells[j]))]);
    }

    private static string Text(RowAnomaly row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Row} {row.Score:R} {row.PValue:R} {row.IsAnomaly} {string.Join(' ', row.Columns)}");

    private static string Broken(int row) => $"x{row % Columns}";

    /// <summary>Six numbers and a category that follow two hidden numbers; a broken row has one of its numbers moved by four.</summary>
    private static TableSource Rows(int count, ulong seed, Func<int, bool>? broken = null, bool swapped = false, bool missing = false)
    {
        Rng rng = new Rng(seed).Split("rows");
        double[][] x = [.. Enumerable.Range(0, Columns).Select(_ => new double[count])];
        string[] kinds = new string[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            double a = rng.NextNormal(), b = rng.NextNormal();
            double[] row = [a, b, a + b, a - b, Math.Sin(a) + b, (a * 0.5) - (b * b * 0.3)];
            bool first = a + (0.5 * b) > 0;
            kinds[i] = first != swapped ? "high" : "low";
            // Rows near the border between the kinds have no wrong kind.
            double away = swapped ? (first ? 1.5 : -1.5) : 0;
            row = swapped ? [a + away, b, a + away + b, a + away - b, Math.Sin(a + away) + b, ((a + away) * 0.5) - (b * b * 0.3)] : row;
            for (int j = 0; j < Columns; j++)
            {
                x[j][i] = row[j] + (0.1 * rng.NextNormal());
            }
            if (broken?.Invoke(i) == true)
            {
                x[i % Columns][i] += rng.NextDouble() < 0.5 ? 4 : -4;
                labels[i] = 1;
            }
            if (missing)
            {
                x[i % Columns][i] = double.NaN;
            }
        }
        return Table.FromColumns([.. x.Select((values, j) => ($"x{j}", (Array)values)), ("kind", kinds), ("label", labels)]);
    }
}
