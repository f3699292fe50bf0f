using Latent.Applications;

namespace Latent.Tests.Applications;

public class LatentGroupsTests
{
    [Fact]
    public void Fit_ThreeCloudsApart_FindsThreeAndTheirRows()
    {
        (float[] points, int[] clouds) = Blobs.Draw([[0, 0], [8, 0], [0, 8]], [120, 200, 60], 1);
        LatentGroups groups = LatentGroups.Fit(points, 2);

        groups.Count.ShouldBe(3);
        groups.Tried.MinBy(t => t.Criterion)!.Groups.ShouldBe(3);
        groups.Tried.Select(t => t.Groups).ShouldBe([1, 2, 3, 4, 5, 6]);
        (int[] found, double[] probabilities) = groups.Assign(points);
        // The largest is the first.
        int[] expected = [1, 0, 2];
        Enumerable.Range(0, clouds.Length).Count(i => found[i] == expected[clouds[i]]).ShouldBeGreaterThan(375);
        probabilities.ShouldAllBe(p => p > 1.0 / 3 && p <= 1);
        probabilities.Average().ShouldBeGreaterThan(0.99);
        groups.Weights.Sum().ShouldBe(1, 1e-6);
        groups.Weights[0].ShouldBe(200 / 380.0, 0.02);
    }

    [Fact]
    public void Fit_LongCloudsBesideEachOther_AreTwo()
    {
        // Their length is ten times what parts them: only covariances tell them apart.
        (float[] points, int[] clouds) = Blobs.Draw([[0, 0], [0, 3]], [300, 300], 8, 0.3f);
        LatentGroups groups = LatentGroups.Fit(points, 2);

        groups.Count.ShouldBe(2);
        int[] found = groups.Assign(points).Groups;
        int same = Enumerable.Range(0, clouds.Length).Count(i => found[i] == clouds[i]);
        Math.Max(same, clouds.Length - same).ShouldBeInRange(595, 600);
    }

    [Fact]
    public void Fit_OneCloud_IsOneGroup()
    {
        (float[] points, _) = Blobs.Draw([[1, 2, 3, 4]], [400], 1);
        LatentGroups groups = LatentGroups.Fit(points, 4);
        groups.Count.ShouldBe(1);
        groups.Assign(points).Probabilities.ShouldAllBe(p => p == 1);
    }

    [Fact]
    public void Fit_DimensionsThatAreNotUsed_DoNoHarm()
    {
        float[][] centres = [new float[30], new float[30], new float[30]];
        (centres[1][3], centres[2][17]) = (9, 9);
        (float[] points, _) = Blobs.Draw(centres, [100, 100, 100], 1, 1, 1, 1, 0.001f);
        LatentGroups.Fit(points, 30).Count.ShouldBe(3);
    }

    [Fact]
    public void Fit_ManyRows_GroupsThemAll()
    {
        (float[] points, int[] clouds) = Blobs.Draw([[0, 0], [9, 0]], [4000, 3000], 1);
        LatentGroups groups = LatentGroups.Fit(points, 2);
        groups.Count.ShouldBe(2);
        groups.Assign(points).Groups.ShouldBe(clouds);
    }

    [Fact]
    public void Fit_NumberAsked_IsTheNumberGiven()
    {
        (float[] points, _) = Blobs.Draw([[0, 0], [8, 0], [0, 8]], [40, 40, 40], 1);
        LatentGroups groups = LatentGroups.Fit(points, 2, new GroupingOptions { Groups = 2 });
        groups.Count.ShouldBe(2);
        groups.Tried.Count.ShouldBe(1);
        LatentGroups.Fit(points, 2, new GroupingOptions { Groups = 5 }).Count.ShouldBe(5);
    }

    [Fact]
    public void Fit_AllRowsEqual_IsOneGroup()
    {
        float[] points = [.. Enumerable.Repeat(2.5f, 60)];
        LatentGroups.Fit(points, 3).Count.ShouldBe(1);
        LatentGroups.Fit(points, 3, new GroupingOptions { Groups = 4 }).Assign(points).Probabilities.ShouldAllBe(p => p > 0 && p <= 1);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameBits()
    {
        (float[] points, _) = Blobs.Three(50);
        (int[] Groups, double[] Probabilities) first = LatentGroups.Fit(points, 5).Assign(points), second = LatentGroups.Fit(points, 5).Assign(points);
        second.Groups.ShouldBe(first.Groups);
        second.Probabilities.ShouldBe(first.Probabilities);
    }

    [Fact]
    public void Fit_WhatCannotBeGrouped_SaysSo()
    {
        float[] points = [1, 2, 3, 4, 5, 6];
        Should.Throw<InputException>(() => LatentGroups.Fit(points, 2, new GroupingOptions { Groups = 4 })).Message.ShouldBe("4 groups cannot be made of 3 rows; ask for a number from 1 to 3.");
        Should.Throw<InputException>(() => LatentGroups.Fit(points, 6)).Message.ShouldContain("there is one");
        Should.Throw<InputException>(() => LatentGroups.Fit([1, 2, 3, float.NaN], 2)).Message.ShouldContain("row 1 is not finite");
        Should.Throw<InputException>(() => LatentGroups.Fit(new float[4000], 2000)).Message.ShouldContain("too many");
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Should.Throw<OperationCanceledException>(() => LatentGroups.Fit(points, 2, new GroupingOptions { Cancellation = stopped.Token }));
    }
}
