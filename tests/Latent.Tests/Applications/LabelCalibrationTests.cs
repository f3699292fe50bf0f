using Latent.Applications;
using Latent.Data;
using Latent.Tables;
using Latent.Targets;
using Latent.Tensors;

namespace Latent.Tests.Applications;

public class LabelCalibrationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void Best_OfClassesDrawnWithoutTheExaggeration_FindsIt(double exaggeration)
    {
        var rng = new Rng(3);
        List<(float[] Logs, float Class)> told = [];
        for (int i = 0; i < 4000; i++)
        {
            double[] logits = [2 * rng.NextNormal(), 2 * rng.NextNormal(), 2 * rng.NextNormal()];
            double most = logits.Max(), sum = most + Math.Log(logits.Sum(l => Math.Exp(l - most))), left = rng.NextDouble();
            int drawn = Enumerable.Range(0, 3).First(c => (left -= Math.Exp(logits[c] - sum)) < 0 || c == 2);
            told.Add(([.. logits.Select(l => (float)(exaggeration * (l - sum)))], drawn));
        }
        LabelCalibration.Temperature(told).ShouldBe(exaggeration, 0.08 * exaggeration);
    }

    [Fact]
    public void Classifier_OfClassesThatOverlap_IsAsSureAsItIsRight()
    {
        (TableSource few, TableSource all) = Overlapping();
        Classifier sure = Learned(few, "0"), calibrated = Learned(few, "4");
        ToldClasses before = sure.Predict(all, Cancellation), after = calibrated.Predict(all, Cancellation);
        after.Classes.ShouldBe(before.Classes);
        ((ClassTarget)calibrated.Model.Model.Target!).Temperature.ShouldNotBe(1);
        ((ClassTarget)sure.Model.Model.Target!).Temperature.ShouldBe(1);
        after.Score.LogLoss!.Value.ShouldBeLessThan(before.Score.LogLoss!.Value);
        after.Score.CalibrationError!.Value.ShouldBeLessThan(before.Score.CalibrationError!.Value);
        ((ClassTarget)Reloaded(calibrated.Model).Model.Target!).Temperature.ShouldBe(((ClassTarget)calibrated.Model.Model.Target!).Temperature);
    }

    [Fact]
    public void Shares_OfEstimatesOfClasses_MakeThemMostLikely()
    {
        double[] right = [.. Enumerable.Repeat(0.9, 500)], wrong = [.. Enumerable.Repeat(0.1, 500)];
        LabelCalibration.Shares([right, wrong])[0].ShouldBe(1, 0.01);
        LabelCalibration.Shares([wrong, right])[1].ShouldBe(1, 0.01);

        // Alike they are told apart by nothing.
        LabelCalibration.Shares([right, right, right]).ShouldAllBe(share => Math.Abs(share - (1.0 / 3)) < 1e-6);
        LabelCalibration.Shares([[], []]).ShouldBe([0.5, 0.5]);

        // Each is right where the other is wrong, three times as often as not: the share s makes 3 log(0.1 + 0.8 s) + log(0.9 - 0.8 s) greatest.
        double[] shares = LabelCalibration.Shares([[.. wrong, .. wrong, .. wrong, .. right], [.. right, .. right, .. right, .. wrong]]);
        shares[1].ShouldBe(0.8125, 0.01);
        shares.Sum().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Classifier_OfALinearClass_LetsTheLogisticRegressionTell()
    {
        (TableSource few, TableSource all) = Overlapping();
        Classifier alone = Told("false"), both = Told("true");
        var target = (ClassTarget)both.Model.Model.Target!;
        target.RidgeShares.Sum().ShouldBeGreaterThan(0.3f);
        both.Predict(all, Cancellation).Score.LogLoss!.Value.ShouldBeLessThan(alone.Predict(all, Cancellation).Score.LogLoss!.Value);

        TrainedModel loaded = Reloaded(both.Model);
        ((ClassTarget)loaded.Model.Target!).RidgeShares.ShouldBe(target.RidgeShares);
        new ClassPredictor(loaded).Predict(Fitted(loaded, all, new TableOptions { Label = "kind" }), cancellation: Cancellation).LogLoss.ShouldBe(both.Predict(all, Cancellation).Score.LogLoss);

        Classifier Told(string ridge) => new Classifier(new ClassifierOptions("kind") { Recipe = Recipe.Named("table-semi-supervised").With("model.semi-supervised.ridge", ridge) }).Fit(few, Cancellation);
    }

    [Fact]
    public void Classifier_OfWhatManyCellsSayTogether_LearnsItFromHiddenCells()
    {
        // A class is whether the first of two numbers is above zero, of which no cell says much alone; rows without labels show which cells go together.
        var rng = new Rng(4);
        const int rows = 1000, each = 12;
        double[] one = [.. Enumerable.Range(0, rows).Select(_ => rng.NextNormal())], other = [.. one.Select(_ => rng.NextNormal())];
        (string Name, Array Values)[] cells = [.. Cells("one", one), .. Cells("other", other)];
        string[] club = [.. one.Select(x => x > 0 ? "red" : "blue")];
        TableSource few = Table.FromColumns([.. cells, ("club", club.Select((c, r) => r % 25 == 0 ? c : "").ToArray())]), all = Table.FromColumns([.. cells, ("club", club)]);
        Classifier both = Told(64);
        both.Predict(all, Cancellation).Score.LogLoss!.Value.ShouldBeLessThan(0.97 * Told(0).Predict(all, Cancellation).Score.LogLoss!.Value);
        ((ClassTarget)both.Model.Model.Target!).RidgeShares[1].ShouldBeGreaterThan(0.1f);

        IEnumerable<(string, Array)> Cells(string name, double[] said) =>
            Enumerable.Range(0, each).Select(c => ($"{name} {c}", (Array)said.Select(x => (0.6 * x) + (0.8 * rng.NextNormal())).ToArray()));

        Classifier Told(int units) => new Classifier(new ClassifierOptions("club") { Recipe = Recipe.Named("table-semi-supervised").With("model.semi-supervised.cell-units", units) }).Fit(few, Cancellation);
    }

    [Fact]
    public void Classifier_OfRowsWithoutACellThatTells_IsNotSure()
    {
        // A class is which of two numbers is greater, nearly.
        var rng = new Rng(8);
        const int rows = 800;
        double[] a = [.. Enumerable.Range(0, rows).Select(_ => rng.NextNormal())], b = [.. a.Select(x => (0.8 * x) + (0.6 * rng.NextNormal()))];
        string[] kind = [.. a.Select((x, r) => x + (0.05 * rng.NextNormal()) > b[r] ? "over" : "under")];
        Classifier told = new Classifier(new ClassifierOptions("kind")).Fit(Table.FromColumns(("a", a), ("b", b), ("kind", kind.Select((k, r) => r % 8 == 0 ? k : "").ToArray())), Cancellation);
        told.Predict(Table.FromColumns(("a", a), ("b", b), ("kind", kind)), Cancellation).Score.LogLoss!.Value.ShouldBeLessThan(0.15);
        told.Predict(Table.FromColumns(("a", a), ("b", new double?[rows]), ("kind", kind)), Cancellation).Score.LogLoss!.Value.ShouldBeLessThan(1);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void Spread_OfDeviationsThatAreTooSmallOrTooLarge_FindsByHowMuch(double spread)
    {
        var rng = new Rng(3);
        List<(float[] MeanAndDeviation, float Number)> told = [];
        for (int i = 0; i < 4000; i++)
        {
            double mean = 5 * rng.NextNormal(), deviation = Math.Exp(rng.NextNormal());
            told.Add(([(float)mean, (float)deviation], (float)(mean + (spread * deviation * rng.NextNormal()))));
        }
        LabelCalibration.Spread(told).ShouldBe(spread, 0.05 * spread);
    }

    [Fact]
    public void Regressor_OfANoisyNumber_GivesIntervalsThatHoldAsMuchAsTheySay()
    {
        (TableSource few, TableSource all) = Noisy();
        Regressor sure = Told(few, "0"), calibrated = Told(few, "4");
        ToldNumbers before = sure.Predict(all, Cancellation), after = calibrated.Predict(all, Cancellation);
        after.Numbers.ShouldBe(before.Numbers);
        ((NumberTarget)sure.Model.Model.Target!).Spread.ShouldBe(1);
        float spread = ((NumberTarget)calibrated.Model.Model.Target!).Spread;
        spread.ShouldBeGreaterThan(1);
        after.Deviations[0].ShouldBe(before.Deviations[0] * spread, 1e-4f * after.Deviations[0]);
        before.Score.Coverage!.Value.ShouldBeLessThan(0.8);
        after.Score.Coverage!.Value.ShouldBeInRange(0.82, 0.97);
        ((NumberTarget)Reloaded(calibrated.Model).Model.Target!).Spread.ShouldBe(spread);

        // Without dropout the numbers are learned by heart.
        static Regressor Told(TableSource few, string parts) =>
            new Regressor(new RegressorOptions("height") { Recipe = Recipe.Named("table-regression").With("model.semi-supervised.calibration", parts).With("model.semi-supervised.dropout", 0).With("model.semi-supervised.ridge", "false") }).Fit(few, Cancellation);
    }

    [Fact]
    public void RidgeShare_OfTwoEstimates_MakesTheErrorLeast()
    {
        List<(float[] MeanAndDeviation, float Number)> told = [([0, 1], 3), ([2, 1], 3), ([4, 1], 3)];
        LabelCalibration.RidgeShare(told, [3, 3, 3]).ShouldBe(1);
        LabelCalibration.RidgeShare(told, [0, 2, 4]).ShouldBe(0);
        // Half way between, every number is told.
        LabelCalibration.RidgeShare(told, [6, 4, 2]).ShouldBe(0.5, 1e-9);
        LabelCalibration.RidgeShare(told, [-9, 1, 11]).ShouldBe(0);
    }

    [Fact]
    public void RidgeShare_OfEstimatesThatNumbersHardlyTellApart_IsDrawnToAHalf()
    {
        var rng = new Rng(5);
        double few = Share(20), many = Share(200_000);
        few.ShouldBeInRange(0.3, 0.7);
        many.ShouldBe(0.1, 0.04);

        // Numbers are a tenth of what the other estimate says, and noise fifty times as large.
        double Share(int rows)
        {
            List<(float[] MeanAndDeviation, float Number)> told = [];
            double[] other = new double[rows];
            for (int i = 0; i < rows; i++)
            {
                double difference = rng.NextNormal();
                told.Add(([0, 1], (float)((0.1 * difference) + (5 * rng.NextNormal()))));
                other[i] = difference;
            }
            return LabelCalibration.RidgeShare(told, other);
        }
    }

    [Fact]
    public void Regressor_OfALinearNumber_LetsTheRidgeRegressionTell()
    {
        (TableSource few, TableSource all) = Noisy();
        Regressor alone = Told("false"), both = Told("true");
        var target = (NumberTarget)both.Model.Model.Target!;
        target.RidgeShare.ShouldBeGreaterThan(0.5f);
        both.Predict(all, Cancellation).Score.RootMeanSquareError!.Value.ShouldBeLessThan(alone.Predict(all, Cancellation).Score.RootMeanSquareError!.Value);

        TrainedModel loaded = Reloaded(both.Model);
        ((NumberTarget)loaded.Model.Target!).RidgeShare.ShouldBe(target.RidgeShare);
        new NumberPredictor(loaded).Predict(Fitted(loaded, all, new TableOptions { Target = "height" }), cancellation: Cancellation).RootMeanSquareError
            .ShouldBe(both.Predict(all, Cancellation).Score.RootMeanSquareError);

        Regressor Told(string ridge) => new Regressor(new RegressorOptions("height") { Recipe = Recipe.Named("table-regression").With("model.semi-supervised.ridge", ridge) }).Fit(few, Cancellation);
    }

    [Fact]
    public void Classifier_OfLabelsTooFewToFindOutFrom_LetsEveryEstimateTellAThird()
    {
        var told = (ClassTarget)new Classifier(new ClassifierOptions("kind")).Fit(Table.FromColumns(
            ("a", Enumerable.Range(0, 12).Select(i => Math.Sin(i)).ToArray()), ("kind", new[] { "x", "y", "x", "y", "", "", "", "", "x", "y", "", "" })), Cancellation).Model.Model.Target!;
        told.RidgeShares.ShouldAllBe(share => MathF.Abs(share - (1f / 3)) < 1e-3f);
        told.RidgeShares.Count.ShouldBe(2);
        told.Temperature.ShouldBe(1, 1e-3f);
    }

    private static TrainedModel Reloaded(TrainedModel model)
    {
        using var folder = new TemporaryFolder();
        model.Save(folder["model"]);
        return TrainedModel.Load(folder["model"]);
    }

    private static RowSource Fitted(TrainedModel model, TableSource table, TableOptions options) => model.Schema.Fit(TableData.Read(table, options, model.Schema.Table));

    // Without a linear map and dropout the labels are learned by heart.
    private static Classifier Learned(TableSource few, string parts) =>
        new Classifier(new ClassifierOptions("kind") { Recipe = Recipe.Named("table-semi-supervised").With("model.semi-supervised.calibration", parts).With("training.steps", 200).With("model.semi-supervised.dropout", 0).With("model.semi-supervised.ridge", "false") }).Fit(few, Cancellation);

    /// <summary>800 rows of a number that is mostly noise, told of 80 of them, with columns that say nothing.</summary>
    private static (TableSource Few, TableSource All) Noisy()
    {
        var rng = new Rng(6);
        const int rows = 800;
        double[] a = [.. Enumerable.Range(0, rows).Select(_ => rng.NextNormal())];
        double?[] height = [.. a.Select(x => (double?)(170 + (5 * x) + (10 * rng.NextNormal())))];
        (string Name, Array Values)[] columns = [("a", a), .. Enumerable.Range(0, 12).Select(c => ($"noise {c}", (Array)Enumerable.Range(0, rows).Select(_ => rng.NextNormal()).ToArray()))];
        return (Table.FromColumns([.. columns, ("height", height.Select((h, r) => r % 10 == 0 ? h : null).ToArray())]), Table.FromColumns([.. columns, ("height", height)]));
    }

    /// <summary>800 rows of two classes that overlap, told of 60 of them, with columns that say nothing and make it easy to learn these by heart.</summary>
    private static (TableSource Few, TableSource All) Overlapping()
    {
        var rng = new Rng(5);
        const int rows = 800;
        double[] a = new double[rows], b = new double[rows];
        string[] kind = new string[rows];
        for (int r = 0; r < rows; r++)
        {
            bool large = rng.NextDouble() < 0.5;
            (a[r], b[r], kind[r]) = ((large ? 0.5 : -0.5) + rng.NextNormal(), (large ? 0.3 : -0.3) + rng.NextNormal(), large ? "large" : "small");
        }
        (string Name, Array Values)[] columns = [("a", a), ("b", b), .. Enumerable.Range(0, 12).Select(c => ($"noise {c}", (Array)Enumerable.Range(0, rows).Select(_ => rng.NextNormal()).ToArray()))];
        return (Table.FromColumns([.. columns, ("kind", kind.Select((k, r) => r % 13 == 0 ? k : "").ToArray())]), Table.FromColumns([.. columns, ("kind", kind)]));
    }
}
