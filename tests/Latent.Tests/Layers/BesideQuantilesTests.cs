using Latent.Data;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Layers;

public class BesideQuantilesTests
{
    private const int Count = 4000;

    [Fact]
    public void Forward_OfLongTailedNumbers_SetsTheirEvenlySpreadSharesBesideThem()
    {
        float[] rows = [.. Tensor.Normal(new Shape(Count, 2), new Rng(4)).ToArray().Select((v, i) => i % 2 == 0 ? MathF.Exp(2 * v) : v)];
        var layer = new BesideQuantiles(2, 1);
        layer.Begin(new FloatRows(rows, new Shape(2)));

        float[] read = layer.Forward(Tensor.From(rows, new Shape(Count, 2)), Phase.Evaluation).ToArray();

        layer.Outputs.ShouldBe(3);
        float[] sorted = [.. Enumerable.Range(0, Count).Select(i => rows[2 * i]).Order()];
        for (int i = 0; i < Count; i++)
        {
            read[3 * i].ShouldBe(rows[2 * i]);
            read[(3 * i) + 1].ShouldBe(rows[(2 * i) + 1]);
            double below = (double)Array.BinarySearch(sorted, rows[2 * i]) / Count;
            (read[(3 * i) + 2] / Math.Sqrt(12)).ShouldBe(below, 1.0 / 16);
        }
    }

    [Fact]
    public void Begin_OfNumbersThatRowsShareOrLack_GivesSharesBelowAndNothingForAZero()
    {
        // Of those seen half are 1, a quarter 2 and a quarter 5; of the second column none is, and the third is always the same.
        float[] firsts = [1, 1, 2, float.NaN, 5];
        float[] rows = [.. Enumerable.Range(0, 500).SelectMany(i => new[] { firsts[i % 5], float.NaN, 7 })];
        var layer = new BesideQuantiles(3, 3);
        layer.Begin(new FloatRows(rows, new Shape(3)));

        float[] read = layer.Forward(Tensor.From([0, 0, 0, 1, 3, 7, 1.5f, -3, 8, 5, 0, 6, 9, 0, 7.5f], new Shape(5, 3)), Phase.Evaluation).ToArray();

        float[] Shares(int column) => [.. Enumerable.Range(0, 5).Select(row => read[(row * 6) + 3 + column] / MathF.Sqrt(12))];
        Shares(0).ShouldBe([0, 0, 0.5f, 0.75f, 1], 0.07);
        Shares(1).ShouldAllBe(share => share == 0);
        Shares(2).ShouldBe([0, 0, 1, 0, 1], 0.01);
    }

    [Fact]
    public void Collect_KeepsQuantilesAsStatistics()
    {
        var parameters = new ParameterSet();
        new BesideQuantiles(3, 2).Collect("beside", parameters);

        parameters.Count.ShouldBe(0);
        parameters.StatisticNames.ShouldBe(["beside.start", "beside.slope", "beside.at-zero"]);
    }
}
