using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public class PreparationTests
{
    [Fact]
    public void Standardize_GivesMeansOfZeroAndDeviationsOfOne()
    {
        float[] values = Values(5000, (r, _) => r.NextNormal(), (r, _) => 3 + (0.01 * r.NextNormal()), (r, _) => -50 + (20 * r.NextNormal()));
        float[] prepared = Prepare(values, 3, out Preparation preparation);
        for (int j = 0; j < 3; j++)
        {
            double[] column = Column(prepared, j, 3);
            column.Average().ShouldBe(0, 1e-4);
            Math.Sqrt(column.Average(v => v * v)).ShouldBe(1, 1e-3);
        }
        preparation.Restore(prepared);
        prepared.ShouldBe(values, 1e-4);
    }

    [Fact]
    public void Standardize_OfAHugeOffset_KeepsTheDigits()
    {
        // Floats near ten million are one apart: every whole number is one.
        float[] values = Values(1000, (_, i) => 1e7 + (i % 5));
        float[] prepared = Prepare(values, 1, out Preparation preparation);
        preparation.Deviations[0].ShouldBe((float)Math.Sqrt(2), 1e-4f);
        for (int i = 0; i < 995; i++)
        {
            (prepared[i + 1] - prepared[i]).ShouldBe((float)((((i + 1) % 5) - (i % 5)) / Math.Sqrt(2)), 1e-5f);
        }
        preparation.Restore(prepared);
        prepared.ShouldBe(values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-1e9)]
    public void Standardize_OfAConstantColumn_OnlyMovesIt(double constant)
    {
        float[] values = Values(100, (_, _) => constant);
        Prepare(values, 1, out Preparation preparation).ShouldBe(new float[100]);
        preparation.Deviations.ShouldBe([1f]);
        preparation.LogJacobian.ShouldBe(0);
    }

    [Fact]
    public void LogJacobian_TurnsDensitiesBackIntoTheDatasOwnUnits()
    {
        // Densities of a = 2 and b = 5 times standard normals are 1 / 10 of those of the normals.
        new Preparation(means: [1, -1], deviations: [2, 5]).LogJacobian.ShouldBe(-Math.Log(10), 1e-6);
        Preparation.None.LogJacobian.ShouldBe(0);
    }

    [Fact]
    public void Prepare_Sampling_DrawsOnesAtTheRateOfTheGreyLevel()
    {
        float[] levels = [0, 0.2f, 0.9f, 1];
        Tensor grey = Tensor.From([.. Enumerable.Repeat(levels, 20_000).SelectMany(l => l)], new Shape(20_000, 4));
        var preparation = new Preparation(Binarization.Sampled);
        var rng = new Rng(1);
        float[] binary = preparation.Prepare(grey, rng).ToArray();
        binary.ShouldAllBe(v => v == 0 || v == 1);
        for (int j = 0; j < 4; j++)
        {
            Column(binary, j, 4).Average().ShouldBe(levels[j], 5 * Math.Sqrt(levels[j] * (1 - levels[j]) / 20_000) + 1e-9);
        }
        preparation.Prepare(grey, rng).ToArray().ShouldNotBe(binary);
    }

    [Fact]
    public void Prepare_WithAThreshold_CutsAtOneHalf() =>
        new Preparation(Binarization.Threshold).Prepare(Tensor.From([0, 0.4f, 0.5f, 0.6f, 1], new Shape(5)), new Rng(1)).ToArray().ShouldBe([0, 0, 0, 1, 1]);

    [Fact]
    public void Preparation_OfUnequalCounts_IsRefused() => Should.Throw<ArgumentException>(() => new Preparation(means: [1], deviations: []));

    private static float[] Prepare(float[] values, int width, out Preparation preparation)
    {
        var rows = new FloatRows(values, new Shape(width));
        preparation = Preparation.Standardize(rows);
        return preparation.Prepare(Tensor.From(values, new Shape(rows.Count, width)), new Rng(1)).ToArray();
    }

    private static float[] Values(int rows, params Func<Rng, int, double>[] columns)
    {
        var rng = new Rng(4);
        return [.. Enumerable.Range(0, rows).SelectMany(i => columns.Select(c => (float)c(rng, i)))];
    }

    private static double[] Column(float[] values, int column, int width) => [.. values.Where((_, i) => i % width == column).Select(v => (double)v)];
}
