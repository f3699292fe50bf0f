using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation;

public sealed class LatentProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Accuracies_OfBlobs_AreThoseThatTheirPlacesAllow()
    {
        // Three blobs that lines tell apart, and a ring about a disc, which only neighbours do.
        (float[] blobs, int[] ofBlobs) = Draw(1, 3, (label, rng) => ((3 * label) + (0.3 * rng.NextNormal()), label % 2 * 4));
        (float[] otherBlobs, int[] ofOtherBlobs) = Draw(2, 3, (label, rng) => ((3 * label) + (0.3 * rng.NextNormal()), label % 2 * 4));
        LogisticRegression.Fit(blobs, 2, ofBlobs, 3, Backend.Default, Cancellation).Accuracy(otherBlobs, ofOtherBlobs).ShouldBeGreaterThan(0.99);
        LatentProbe.Nearest(blobs, ofBlobs, otherBlobs, ofOtherBlobs, 2, 3, Backend.Default, Cancellation).ShouldBeGreaterThan(0.99);

        (float[] ring, int[] ofRing) = Draw(3, 2, Ring);
        (float[] otherRing, int[] ofOtherRing) = Draw(4, 2, Ring);
        LogisticRegression.Fit(ring, 2, ofRing, 2, Backend.Default, Cancellation).Accuracy(otherRing, ofOtherRing).ShouldBeLessThan(0.7);
        LatentProbe.Nearest(ring, ofRing, otherRing, ofOtherRing, 2, 2, Backend.Default, Cancellation).ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void Accuracies_OfNoise_AreChance()
    {
        (float[] noise, int[] labels) = Draw(1, 2, (_, rng) => (rng.NextNormal(), rng.NextNormal()));
        (float[] other, int[] otherLabels) = Draw(2, 2, (_, rng) => (rng.NextNormal(), rng.NextNormal()));
        LogisticRegression.Fit(noise, 2, labels, 2, Backend.Default, Cancellation).Accuracy(other, otherLabels).ShouldBe(0.5, 0.1);
        LatentProbe.Nearest(noise, labels, other, otherLabels, 2, 2, Backend.Default, Cancellation).ShouldBe(0.5, 0.1);
    }

    [Fact]
    public void Measure_TheSameRowsTwice_LearnsFromOneHalf()
    {
        DataSet data = SmallData.Table(200);
        var model = new TrainedModel(SmallData.Compose("vae", data));
        LatentProbe probe = LatentProbe.Measure(model, data, data, cancellation: Cancellation);
        (probe.LearnedRows, probe.Rows).ShouldBe((100, 100));

        // Even random encoders keep the sign of a column.
        probe.LinearAccuracy.ShouldBeGreaterThan(0.8);
        probe.NeighbourAccuracy.ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void Measure_RowsWithoutClasses_IsRefused()
    {
        DataSet data = SmallData.Volumes(4);
        var model = new TrainedModel(SmallData.Compose("volume-vae", data));
        Should.Throw<InputException>(() => LatentProbe.Measure(model, data, data, cancellation: Cancellation)).Message.ShouldContain("no classes");
    }

    private static (double, double) Ring(int label, Rng rng)
    {
        double angle = 2 * Math.PI * rng.NextDouble(), radius = (2 * label) + (0.2 * rng.NextDouble());
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    private static (float[] Rows, int[] Labels) Draw(ulong seed, int classes, Func<int, Rng, (double X, double Y)> place)
    {
        var rng = new Rng(seed);
        int[] labels = [.. Enumerable.Range(0, 600).Select(r => r % classes)];
        return ([.. labels.Select(label => place(label, rng)).SelectMany(p => new[] { (float)p.X, (float)p.Y })], labels);
    }
}
