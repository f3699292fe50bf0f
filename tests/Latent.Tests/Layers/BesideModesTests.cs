using Latent.Data;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Layers;

public class BesideModesTests
{
    private const int Count = 3000, Modes = 8;

    [Fact]
    public void Forward_OfNumbersWithTwoModes_TellsWhichAndWhereWithin()
    {
        // Two thirds about -1 with a deviation of 0.05, one third about 2 with one of 0.2.
        float[] noise = Tensor.Normal(new Shape(Count), new Rng(4)).ToArray();
        float[] rows = [.. noise.Select((v, i) => i % 3 == 0 ? 2 + (0.2f * v) : -1 + (0.05f * v))];
        var layer = new BesideModes(1, 1, new Rng(1));
        layer.Begin(new FloatRows(rows, new Shape(1)));

        float[] read = layer.Forward(Tensor.From([0, -1, -0.95f, 2, 2.2f, 1000, -1000], new Shape(7, 1)), Phase.Evaluation).ToArray();

        layer.Outputs.ShouldBe(2 + Modes);
        float[] Of(int row) => read[(row * layer.Outputs)..((row + 1) * layer.Outputs)];
        read.ShouldAllBe(value => float.IsFinite(value));
        Of(0).ShouldAllBe(value => value == 0);
        Apart(1, 2).ShouldBe(0, 0.01);
        Apart(3, 4).ShouldBe(0, 0.01);
        Apart(1, 3).ShouldBe(1, 0.01);
        // A deviation away from its middle is a quarter.
        (Of(2)[^1] - Of(1)[^1]).ShouldBe(0.25f, 0.02);
        (Of(4)[^1] - Of(3)[^1]).ShouldBe(0.25f, 0.02);

        // How much of the one belongs to modes to which the other does not.
        float Apart(int row, int other) => Of(row)[1..^1].Zip(Of(other)[1..^1], (share, there) => Math.Abs(share - there)).Sum() / 2;
    }

    [Fact]
    public void Begin_OfNumbersThatDoNotVaryOrAreNotThere_SetsNothingBesideThem()
    {
        var layer = new BesideModes(3, 2, new Rng(1));
        layer.Begin(new FloatRows([.. Enumerable.Range(0, 60).SelectMany(i => new[] { float.NaN, 7, (float)i })], new Shape(3)));

        float[] read = layer.Forward(Tensor.From([0, 7, 1, 5, 9, 2], new Shape(2, 3)), Phase.Evaluation).ToArray();

        read[3..layer.Outputs].ShouldAllBe(value => value == 0);
        read[(layer.Outputs + 3)..].ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Collect_KeepsModesAsStatistics()
    {
        var parameters = new ParameterSet();
        new BesideModes(3, 2, new Rng(1)).Collect("beside", parameters);

        parameters.Count.ShouldBe(0);
        parameters.StatisticNames.ShouldBe(["beside.mean", "beside.rise", "beside.bias", "beside.shares-at-zero", "beside.place-at-zero"]);
    }
}
