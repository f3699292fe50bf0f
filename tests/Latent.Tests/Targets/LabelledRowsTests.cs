using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Targets;

public class LabelledRowsTests
{
    private static readonly int[] s_labels = [.. Enumerable.Range(0, 300).Select(i => i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0)];

    [Fact]
    public void Keep_OfALabelsNumber_KeepsAsManyOfEachClass()
    {
        int[] kept = Keep(s_labels, 30, new Rng(1));
        kept.Length.ShouldBe(s_labels.Length);
        kept.Where(l => l >= 0).CountBy(l => l).ShouldAllBe(pair => pair.Value == 10);
        kept.Zip(s_labels).ShouldAllBe(pair => pair.First == -1 || pair.First == pair.Second);
        Keep(s_labels, 30, new Rng(1)).ShouldBe(kept);
        Keep(s_labels, 30, new Rng(2)).ShouldNotBe(kept);
        Keep(s_labels, 31, new Rng(1)).Count(l => l >= 0).ShouldBe(31);

        // When a class has no more the others give.
        Keep(s_labels, 150, new Rng(1)).Where(l => l >= 0).CountBy(l => l).ShouldBe([new(0, 60), new(1, 60), new(2, 30)], ignoreOrder: true);
    }

    [Fact]
    public void Keep_OfANumberThatMakesNoSense_SaysWhichWould()
    {
        Should.Throw<InputException>(() => Keep(s_labels, 301, new Rng(1))).Message.ShouldContain("ask for at most 300");
        Should.Throw<InputException>(() => Keep(s_labels, 2, new Rng(1))).Message.ShouldContain("at least one of each");
        Should.Throw<InputException>(() => Keep(null, 2, new Rng(1))).Message.ShouldContain("have 0");
    }

    [Fact]
    public void Next_WhateverTheSharesOfClasses_DrawsAsManyOfEach()
    {
        RowSource data = Rows([-1, 0, 0, 0, 0, 0, 0, 0, 1, -1]);
        var draw = new LabelledDraw(data, 8);
        int[] rows = new int[8];
        var seen = new HashSet<int>();
        for (ulong i = 0; i < 40; i++)
        {
            draw.Next(new Rng(i), rows);
            int[] labels = [.. rows.Select(row => data.Labels![row])];
            labels.Sum().ShouldBe(4);
            rows.Zip(labels).ShouldAllBe(pair => pair.Second == 1 ? pair.First == 8 : pair.First >= 1 && pair.First <= 7);
            seen.UnionWith(rows);
        }
        seen.ShouldBe([1, 2, 3, 4, 5, 6, 7, 8], ignoreOrder: true);
        Should.Throw<InputException>(() => new LabelledDraw(Rows([-1, -1]), 2)).Message.ShouldContain("none of these has one");
    }

    [Fact]
    public void Loader_WithADraw_PutsLabelledRowsBehindRowsWhoseLabelsItHides()
    {
        var rows = new FloatRows([.. Enumerable.Range(0, 20).Select(i => (float)i)], new Shape(1)).WithLabels([.. Enumerable.Range(0, 20).Select(i => i % 2)]);
        using var loader = new BatchLoader(rows, 5, Preparation.None, Backend.Default, new LabelledDraw(rows, 4));
        loader.Start(Permutation.Identity(20));
        Batch batch = loader.Next(new Rng(1))!;
        batch.Rows.ShouldBe(9);
        batch.Labels!.Values[..5].ToArray().ShouldAllBe(l => l == -1);
        float[] values = batch.Values.ToArray();
        values[..5].ShouldBe([0f, 1f, 2f, 3f, 4f]);
        values[5..].Select(v => (int)v % 2).ShouldBe(batch.Labels.Values[5..].ToArray());
        loader.Position.ShouldBe(5);
    }

    [Theory]
    [InlineData("semi-supervised")]
    [InlineData("m1-m2")]
    public void Training_WithFewLabels_NeverSeesTheOthers(string recipe)
    {
        DataSet data = SmallData.Table(100);
        string HashOf(RowSource rows, string labels)
        {
            ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "2"), ("training.batch", "25"), ("training.seed", "5"), ("data.labels", labels));
            new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(rows, cancellation: TestContext.Current.CancellationToken);
            return SmallData.Hash(composed.Model.Parameters);
        }
        RowSource kept = LabelledDraw.Keep(data.Rows, 10, new Rng(5).Split("kept labels"));
        HashOf(data.Rows, "10").ShouldBe(HashOf(kept, "0"));
        HashOf(data.Rows, "10").ShouldNotBe(HashOf(data.Rows, "0"));
    }

    [Fact]
    public void Training_OfAModelWithoutClasses_RefusesToHideLabels()
    {
        DataSet data = SmallData.Table(100);
        ComposedModel composed = SmallData.Compose("vae", data, ("data.labels", "10"), ("training.batch", "10"));
        Should.Throw<InputException>(() => new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken))
            .Message.ShouldContain("take the recipe semi-supervised");
    }

    [Theory]
    [InlineData("semi-supervised")]
    [InlineData("m1")]
    [InlineData("m2")]
    [InlineData("m1-m2")]
    public void Predict_AfterTrainingOnFewLabels_TellsMostClasses(string recipe)
    {
        DataSet data = SmallData.Table(400), other = SmallData.Table(300, seed: 2);
        ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "20"), ("training.learning-rate", "0.005"), ("training.batch", "20"), ("model.latent", "3"), ("data.labels", "20"));
        new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        int[] classes = new int[other.Count];
        float[] sums = new float[other.Count];
        int done = 0;
        ClassScore score = new ClassPredictor(new TrainedModel(composed)).Predict(other.Rows, (some, probabilities) =>
        {
            some.CopyTo(classes.AsSpan(done));
            for (int i = 0; i < some.Length; i++)
            {
                sums[done++] = probabilities[2 * i] + probabilities[(2 * i) + 1];
            }
        }, cancellation: TestContext.Current.CancellationToken);
        sums.ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-5f);
        (score.Rows, score.Labelled, score.Wrong).ShouldBe((300, 300, classes.Zip(other.Labels!).Count(pair => pair.First != pair.Second)));
        score.Error!.Value.ShouldBeLessThan(0.15);
        new ClassPredictor(new TrainedModel(composed)).Predict(new DataSet("", other.Kind, SmallData.Table(300, 2).Rows.WithLabels([.. Enumerable.Repeat(-1, 300)])).Rows, cancellation: TestContext.Current.CancellationToken)
            .Error.ShouldBeNull();
    }

    [Fact]
    public void Predictor_OfAModelWithoutClasses_IsRefused() =>
        Should.Throw<InputException>(() => new ClassPredictor(new TrainedModel(SmallData.Compose("vae", SmallData.Table(20))))).Message.ShouldContain("semi-supervised");

    [Theory]
    [InlineData(new[] { 0, 1, -1, 2 }, 3)]
    [InlineData(new[] { 1, -1 }, 0)]
    [InlineData(new[] { -1, -1 }, 0)]
    [InlineData(new[] { 0, -2 }, 0)]
    [InlineData(new[] { 0, 2 }, 3)]
    public void Schema_OfLabelsThatAreMissing_KnowsTheClassesOfTheOthers(int[] labels, int classes)
    {
        var data = new DataSet("rows", DataKind.Table, new FloatRows(new float[labels.Length], new Shape(1))) { Labels = labels };
        DataSchema.Of(data).Classes.Count.ShouldBe(classes);
    }

    private static RowSource Rows(int[]? labels)
    {
        var rows = new FloatRows(new float[labels?.Length ?? 300], new Shape(1));
        return labels is null ? rows : rows.WithLabels(labels);
    }

    private static int[] Keep(int[]? labels, int count, Rng rng) => LabelledDraw.Keep(Rows(labels), count, rng).Labels!;
}
