using Latent.Data;
using Latent.Evaluation.Images;
using Latent.Layers;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation.Images;

public class FeatureClassifierTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Train_OnLabels_TellsThem()
    {
        DataSet data = Labelled(300);
        var classifier = FeatureClassifier.Train(data, cancellation: Cancellation);
        classifier.Accuracy.ShouldBeGreaterThan(0.9);
        classifier.Size.ShouldBe(64);
        classifier.FeatureSpace.ShouldBe(FormattableString.Invariant($"classifier trained on discs, accuracy {classifier.Accuracy:0.00}"));
    }

    [Fact]
    public void Train_WithoutLabels_TellsRotations()
    {
        // A disc in the upper left corner always: which corner it is in says how the picture is turned.
        float[] values = [.. Enumerable.Range(0, 120 * 64).Select(i => i % 64 % 8 < 3 && i % 64 / 8 < 3 ? 0.5f + (i / 64 % 7 * 0.05f) : 0)];
        var data = new DataSet("corners", DataKind.Image, new FloatRows(values, new Shape(8, 8)));
        var classifier = FeatureClassifier.Train(data, cancellation: Cancellation);
        classifier.Accuracy.ShouldBe(1);
        classifier.FeatureSpace.ShouldBe("classifier of rotations trained on corners without labels, accuracy 1.00");
    }

    [Fact]
    public void Train_OfLabelsThatMeanNothing_SaysSoByItsAccuracy()
    {
        DataSet images = SmallData.Images(400);
        var rng = new Rng(5);
        var data = new DataSet("noise", DataKind.Image, images.Rows) { Labels = [.. Enumerable.Range(0, 400).Select(_ => rng.Next(4))] };
        FeatureClassifier.Train(data, cancellation: Cancellation).Accuracy.ShouldBeLessThan(0.6);
    }

    [Fact]
    public void Train_OfTheSameSeed_GivesTheSameFeatures()
    {
        DataSet data = Labelled(60);
        float[] rows = new float[5 * 64];
        data.Rows.Read([0, 1, 2, 3, 4], rows);
        float[] first = FeatureClassifier.Train(data, 3, cancellation: Cancellation).Features(rows);
        first.ShouldBe(FeatureClassifier.Train(data, 3, cancellation: Cancellation).Features(rows));
        first.ShouldNotBe(FeatureClassifier.Train(data, 4, cancellation: Cancellation).Features(rows));
    }

    [Fact]
    public void Train_OnAnotherNetwork_TakesItsFeatures()
    {
        var classifier = FeatureClassifier.Train(
            Labelled(60), network: (_, shape, rng, backend) => new Linear(shape.Length, 7, Activation.Tanh, rng, backend), cancellation: Cancellation);
        classifier.Size.ShouldBe(7);
        classifier.Features(new float[130 * 64]).Length.ShouldBe(130 * 7);
    }

    [Theory]
    [InlineData(DataKind.Image, 9, 13)]
    [InlineData(DataKind.Image, 9, 13, 3)]
    [InlineData(DataKind.Image, 3, 3)]
    [InlineData(DataKind.Volume, 3, 9, 9)]
    [InlineData(DataKind.Sequence, 5, 8, 8, 3)]
    public void Train_OnPicturesOfAnyLayout_GivesFeatures(DataKind kind, params int[] shape)
    {
        var rowShape = new Shape(shape);
        var data = new DataSet("noise", kind, new FloatRows(Tensor.Uniform(new Shape(12 * rowShape.Length), new Rng(1)).ToArray(), rowShape));
        var classifier = FeatureClassifier.Train(data, cancellation: Cancellation);
        float[] features = classifier.Features(new float[2 * rowShape.Length]);
        features.Length.ShouldBe(2 * classifier.Size);
        features.ShouldAllBe(f => float.IsFinite(f) && f >= 0);
    }

    [Fact]
    public void Train_OfATableWithoutLabels_IsRefused()
    {
        var table = new DataSet("columns", DataKind.Table, SmallData.Table(20).Rows);
        FeatureClassifier.CanLearn(table).ShouldBeFalse();
        Should.Throw<InputException>(() => FeatureClassifier.Train(table)).Message.ShouldContain("no labels of two classes");
    }

    [Fact]
    public void Features_OfHalfARow_AreRefused() =>
        Should.Throw<ArgumentException>(() => FeatureClassifier.Train(Labelled(20)).Features(new float[70]));

    [Theory]
    [InlineData(0, new float[] { 1, 2, 3, 4 })]
    [InlineData(1, new float[] { 2, 4, 1, 3 })]
    [InlineData(2, new float[] { 4, 3, 2, 1 })]
    [InlineData(3, new float[] { 3, 1, 4, 2 })]
    public void Turn_OfASquare_RotatesEverySliceAndKeepsColours(int position, float[] expected)
    {
        float[] row = [1, -1, 2, -2, 3, -3, 4, -4, 10, -10, 20, -20, 30, -30, 40, -40], turned = new float[16];
        PictureTurns.Turn(row, new ImageLayout(2, 2, 2, 2), position, turned);
        turned.ShouldBe([.. expected.SelectMany(v => new[] { v, -v }), .. expected.SelectMany(v => new[] { 10 * v, -10 * v })]);
    }

    [Theory]
    [InlineData(1, new float[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(2, new float[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(3, new float[] { 6, 5, 4, 3, 2, 1 })]
    public void Turn_OfAnOblong_Mirrors(int position, float[] expected)
    {
        float[] turned = new float[6];
        PictureTurns.Turn([1, 2, 3, 4, 5, 6], new ImageLayout(1, 2, 3, 1), position, turned);
        turned.ShouldBe(expected);
    }

    [Fact]
    public void SampleQuality_OfAModel_IsWorseThanOfRealRows()
    {
        DataSet data = Labelled(200);
        var classifier = FeatureClassifier.Train(data, cancellation: Cancellation);
        SampleQuality untrained = SampleQuality.Measure(new TrainedModel(SmallData.Compose("vae", data)), classifier, data, 100, cancellation: Cancellation);
        untrained.Rows.ShouldBe(100);
        untrained.Coverage.Precision.ShouldBe(0);
        float[] first = new float[100 * 64], second = new float[100 * 64];
        data.Rows.Read([.. Enumerable.Range(0, 100)], first);
        data.Rows.Read([.. Enumerable.Range(100, 100)], second);
        SampleQuality real = SampleQuality.Compare(classifier.Features(first), classifier.Features(second), classifier, Cancellation);
        real.Coverage.Precision.ShouldBeGreaterThan(0.6);
        real.Coverage.Recall.ShouldBeGreaterThan(0.6);
        real.FrechetDistance.ShouldBeLessThan(0.2 * untrained.FrechetDistance);
        Should.Throw<InputException>(() => SampleQuality.Measure(new TrainedModel(SmallData.Compose("vae", data)), classifier, data, 3));
    }

    /// <summary>Discs, by the half of the picture that they are in; classes are called 7 and 9.</summary>
    private static DataSet Labelled(int rows)
    {
        DataSet images = SmallData.Images(rows);
        float[] values = new float[rows * 64];
        images.Rows.Read([.. Enumerable.Range(0, rows)], values);
        int[] labels = [.. Enumerable.Range(0, rows).Select(r => Enumerable.Range(0, 64).Sum(i => values[(r * 64) + i] * ((i % 8) - 3.5f)) > 0 ? 9 : 7)];
        return new DataSet("discs", DataKind.Image, images.Rows) { Labels = labels, Minimum = 0, Maximum = 1 };
    }
}
