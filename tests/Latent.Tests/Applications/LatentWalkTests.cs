using Latent.Applications;
using Latent.Evaluation;

namespace Latent.Tests.Applications;

public sealed class LatentWalkTests
{
    [Fact]
    public void Line_ThreeSteps_PassesTheMiddle() =>
        LatentWalk.Line([0, 2], [4, -2], 3).ShouldBe([0, 2, 2, 0, 4, -2]);

    [Fact]
    public void Arc_BetweenUnitVectors_StaysOnTheSphere()
    {
        float[] path = LatentWalk.Arc([1, 0], [0, 1], 3);
        path[2].ShouldBe(MathF.Sqrt(0.5f), 1e-6f);
        path[3].ShouldBe(MathF.Sqrt(0.5f), 1e-6f);
        path[..2].ShouldBe([1, 0]);
        path[5].ShouldBe(1, 1e-6f);
    }

    [Fact]
    public void Arc_DifferentLengths_ChangesLengthEvenly()
    {
        float[] path = LatentWalk.Arc([2, 0], [0, 4], 3);
        MathF.Sqrt((path[2] * path[2]) + (path[3] * path[3])).ShouldBe(3, 1e-5f);
    }

    [Fact]
    public void Arc_OppositeOrZeroLatents_FallsBackToTheLine()
    {
        LatentWalk.Arc([1, 0], [-1, 0], 3).ShouldBe([1, 0, 0, 0, -1, 0]);
        LatentWalk.Arc([0, 0], [2, 0], 3).ShouldBe([0, 0, 1, 0, 2, 0]);
    }

    [Fact]
    public void Traverse_OneDimension_ChangesItAlone() =>
        LatentWalk.Traverse([5, 6], [1], 2, 3).ShouldBe([5, -2, 5, 0, 5, 2]);

    [Fact]
    public void Traverse_WithSpread_CountsInDeviationsFromTheMean() =>
        LatentWalk.Traverse([5, 6], [0], 2, 3, new LatentSpread([10, 0], [3, 1])).ShouldBe([4, 6, 10, 6, 16, 6]);

    [Fact]
    public void Line_OneStep_IsRefused() => Should.Throw<InputException>(() => LatentWalk.Line([0], [1], 1));

    [Fact]
    public void Spread_OfLatents_OrdersDimensionsByDeviation()
    {
        LatentSpread spread = LatentSpread.Of([0, 10, 1, 30, 2, 50], 2);
        spread.Means.ShouldBe([1, 30]);
        spread.Deviations[1].ShouldBe(16.329931f, 1e-4f);
        spread.MostActiveFirst().ShouldBe([1, 0]);
    }
}
