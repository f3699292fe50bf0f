using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tests.Applications;

namespace Latent.Tests.Evaluation;

public class TSneTests
{
    [Fact]
    public void Map_ThreeClouds_KeepsNeighboursTogether()
    {
        (float[] points, int[] clouds) = Blobs.Three(50);
        float[] map = TSne.Map(points, 5, new TSneOptions { Rounds = 400 });

        Trustworthiness.Of(points, 5, map, 10).ShouldBeGreaterThan(0.93);
        Kept(map, clouds).ShouldBe(150);
        map.Average().ShouldBe(0, 1e-3);
    }

    [Fact]
    public void Map_ARing_StaysARing()
    {
        float[] points = [.. Enumerable.Range(0, 120).SelectMany(i => (float[])[MathF.Cos(i * MathF.Tau / 120), MathF.Sin(i * MathF.Tau / 120), 0])];
        float[] map = TSne.Map(points, 3, new TSneOptions { Perplexity = 10, Rounds = 500 });
        Trustworthiness.Of(points, 3, map, 6).ShouldBeGreaterThan(0.97);
    }

    [Fact]
    public void Map_MoreRowsThanAreLearned_PlacesTheOthersAmongThem()
    {
        (float[] points, int[] clouds) = Blobs.Three(100);
        float[] map = TSne.Map(points, 5, new TSneOptions { Rounds = 400, MostRows = 120 });

        map.Length.ShouldBe(600);
        Kept(map, clouds).ShouldBeGreaterThan(295);
        Trustworthiness.Of(points, 5, map, 15).ShouldBeGreaterThan(0.88);
    }

    [Fact]
    public void Map_Twice_GivesTheSameBits()
    {
        (float[] points, _) = Blobs.Three(20);
        var options = new TSneOptions { Rounds = 60, Seed = 5 };
        TSne.Map(points, 5, options).ShouldBe(TSne.Map(points, 5, options));
        TSne.Map(points, 5, options).ShouldNotBe(TSne.Map(points, 5, options with { Seed = 6 }));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Map_FewOrEqualRows_IsFinite(int rows)
    {
        TSne.Map([.. Enumerable.Repeat(1.5f, 2 * rows)], 2).ShouldAllBe(v => float.IsFinite(v));
        TSne.Map([.. Enumerable.Range(0, rows).Select(i => (float)i)], 1).ShouldAllBe(v => float.IsFinite(v));
        TSne.Map(new float[300 * rows], 300).ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void Map_WhatCannotBeMapped_SaysSo()
    {
        Should.Throw<InputException>(() => TSne.Map([1, 2], 2)).Message.ShouldBe("A map is made of two rows or more, and there is one; give more rows.");
        Should.Throw<InputException>(() => TSne.Map([1, float.PositiveInfinity], 1)).Message.ShouldContain("row 1 is not finite");
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Should.Throw<OperationCanceledException>(() => TSne.Map([1, 2, 3], 1, new TSneOptions { Cancellation = stopped.Token }));
    }

    [Fact]
    public void Trustworthiness_OfTheRowsThemselves_IsOneAndOfNoiseAHalf()
    {
        (float[] points, _) = Blobs.Draw([[0, 0]], [300], 1);
        Trustworthiness.Of(points, 2, points).ShouldBe(1);
        var rng = new Rng(9);
        Trustworthiness.Of(points, 2, [.. points.Select(_ => (float)rng.NextNormal())]).ShouldBe(0.5, 0.06);
    }

    [Fact]
    public void Trustworthiness_OneRowAmongStrangers_IsWhatItsDefinitionSays()
    {
        // On the map, rows 0 and 3 have changed places: with one neighbour each, its rank in truth tells the cost.
        float[] rows = [0, 1, 2.1f, 3.3f, 4.6f], map = [3.3f, 0, 1, 0, 2.1f, 0, 0, 0, 4.6f, 0];
        // Nearest on the map: 0 -> 2 (rank 2), 1 -> 3 (rank 2 of 0, 2, 3: third), 2 -> 1 (1), 3 -> 1 (second after 2, 4: third), 4 -> 0 (fourth).
        double penalty = (2 - 1) + (3 - 1) + (1 - 1) + (3 - 1) + (4 - 1);
        Trustworthiness.Of(rows, 1, map, 1).ShouldBe(1 - (2 * penalty / (5 * 1 * ((2 * 5) - 3 - 1))), 1e-9);
    }

    [Fact]
    public void Trustworthiness_OfEqualRows_DoesNotAskWhichOfThemIsNearest()
    {
        var rng = new Rng(3);
        float[] rows = [.. Enumerable.Range(0, 60).Select(i => (float)(i % 2))];
        Trustworthiness.Of(rows, 1, [.. rows.SelectMany(row => (float[])[(10 * row) + (float)rng.NextDouble(), 0])], 5).ShouldBe(1);
    }

    /// <summary>How many points have their nearest other on the map in their own cloud.</summary>
    private static int Kept(float[] map, int[] clouds) => Enumerable.Range(0, clouds.Length)
        .Count(i => clouds[Enumerable.Range(0, clouds.Length).Where(j => j != i).MinBy(j => MathF.Pow(map[2 * i] - map[2 * j], 2) + MathF.Pow(map[(2 * i) + 1] - map[(2 * j) + 1], 2))] == clouds[i]);
}
