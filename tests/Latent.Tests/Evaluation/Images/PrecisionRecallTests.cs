using Latent.Evaluation.Images;

namespace Latent.Tests.Evaluation.Images;

public class PrecisionRecallTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Values from an independent program that compares all pairs.</summary>
    [Theory]
    [InlineData(3, 44, 15)]
    [InlineData(1, 15, 8)]
    public void Of_KnownFeatures_AreTheKnownShares(int neighbours, int precision, int recall) =>
        PrecisionRecall.Of(FeatureRows.Make(60, 3, 0.9), FeatureRows.Make(60, 3, 1.7), 3, neighbours, Cancellation).ShouldBe(new PrecisionRecall(precision / 60.0, recall / 60.0));

    [Fact]
    public void Of_EqualSets_AreOne() =>
        PrecisionRecall.Of(FeatureRows.Make(20, 3, 0.9), FeatureRows.Make(20, 3, 0.9), 3, cancellation: Cancellation).ShouldBe(new PrecisionRecall(1, 1));

    [Fact]
    public void Of_OneModeOfTwo_LosesRecallAndNotPrecision()
    {
        float[] real = [.. Enumerable.Range(0, 20).Select(i => (i % 10) + (i < 10 ? 0f : 1000))];
        float[] generated = [.. Enumerable.Range(0, 20).Select(i => i * 0.45f)];
        PrecisionRecall.Of(real, generated, 1, cancellation: Cancellation).ShouldBe(new PrecisionRecall(1, 0.5));
    }

    [Fact]
    public void Of_TooFewRows_IsRefused() => Should.Throw<ArgumentException>(() => PrecisionRecall.Of(new float[6], new float[20], 2, cancellation: Cancellation));
}
