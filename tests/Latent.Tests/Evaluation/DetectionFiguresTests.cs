using Latent.Evaluation;

namespace Latent.Tests.Evaluation;

public sealed class DetectionFiguresTests
{
    [Fact]
    public void Of_ScoresWithoutTies_CountsPairsAndPrecisions()
    {
        // From the top: anomaly, normal, anomaly, normal. 3 of 4 pairs are right; precisions 1/1 and 2/3.
        DetectionFigures figures = DetectionFigures.Of([0.4f, 0.9f, 0.1f, 0.7f], [true, true, false, false]);
        figures.Auroc.ShouldBe(0.75, 1e-12);
        figures.AveragePrecision.ShouldBe((1 + (2.0 / 3)) / 2, 1e-12);
    }

    [Fact]
    public void Of_Ties_CountHalfAndShareTheirPrecision()
    {
        // Both rows at 5 tie: half a pair; the anomaly among them has precision 1/2, the one at 3 has 2/3.
        DetectionFigures figures = DetectionFigures.Of([5, 5, 3], [true, false, true]);
        figures.Auroc.ShouldBe(0.25, 1e-12);
        figures.AveragePrecision.ShouldBe((0.5 + (2.0 / 3)) / 2, 1e-12);
    }

    [Fact]
    public void Of_AllEqual_IsChance()
    {
        DetectionFigures figures = DetectionFigures.Of([1, 1, 1, 1], [true, false, false, false]);
        figures.ShouldBe(new DetectionFigures(0.5, 0.25));
    }

    [Theory]
    [InlineData(true, "all of these are anomalies")]
    [InlineData(false, "none of these is an anomaly")]
    public void Of_OneKindAlone_SaysSo(bool anomaly, string words) =>
        Should.Throw<InputException>(() => DetectionFigures.Of([1, 2], [anomaly, anomaly])).Message.ShouldContain(words);
}
