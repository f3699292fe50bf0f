using Latent.Data;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Layers;

public class BesideRanksTests
{
    [Fact]
    public void Forward_OfLevels_SetsTheShareOfRowsWithALesserOneBesideThem()
    {
        // A number, and three levels of which a half, a quarter and a quarter of the rows that have one have the first, second and third.
        float[] levels = [0, 0, 1, 2, -1];
        float[] rows = [.. Enumerable.Range(0, 500).SelectMany(i => new[] { i, Level(i, 0), Level(i, 1), Level(i, 2) })];
        var layer = new BesideRanks(4, [(1, 3)]);
        layer.Begin(new FloatRows(rows, new Shape(4)));

        float[] asked = [7, 1, 0, 0, 7, 0, 1, 0, 7, 0, 0, 1, 7, 0, 0, 0];
        float[] read = layer.Forward(Tensor.From(asked, new Shape(4, 4)), Phase.Evaluation).ToArray();

        layer.Outputs.ShouldBe(5);
        read.Chunk(5).SelectMany(row => row[..4]).ShouldBe(asked);
        float[] ranks = [.. read.Chunk(5).Select(row => row[4] / MathF.Sqrt(12))];
        ranks.ShouldBe([0.25f - 0.5f, 0.625f - 0.5f, 0.875f - 0.5f, 0], 1e-6);
        (ranks[0] + ranks[0] + ranks[1] + ranks[2]).ShouldBe(0, 1e-6);

        float Level(int row, int level) => levels[row % 5] is var own && own < 0 ? float.NaN : own == level ? 1 : 0;
    }

    [Fact]
    public void Begin_NoRowHasALevel_LeavesNothing()
    {
        var layer = new BesideRanks(3, [(0, 3)]);
        layer.Begin(new FloatRows([.. Enumerable.Repeat(float.NaN, 30)], new Shape(3)));

        layer.Forward(Tensor.From([0, 1, 0], new Shape(1, 3)), Phase.Evaluation).ToArray().ShouldBe([0, 1, 0, 0]);
    }

    [Fact]
    public void Collect_KeepsRanksAsStatistics()
    {
        var parameters = new ParameterSet();
        new BesideRanks(5, [(0, 2), (2, 3)]).Collect("beside", parameters);

        parameters.Count.ShouldBe(0);
        parameters.StatisticNames.ShouldBe(["beside.ranks"]);
    }
}
