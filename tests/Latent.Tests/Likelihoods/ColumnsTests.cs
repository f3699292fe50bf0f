using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Likelihoods;

public class ColumnsTests
{
    [Theory]
    [InlineData(ColumnKind.Real)]
    [InlineData(ColumnKind.Positive)]
    [InlineData(ColumnKind.Bounded)]
    public void LogProbability_OfANumber_IsADensityInTheColumnsOwnUnits(ColumnKind kind)
    {
        Column column = new("a", kind) { Location = 0.7, Scale = 0.4, Minimum = kind is ColumnKind.Bounded ? -2 : 0.1, Maximum = 5 };
        var schema = new TableSchema([column]);
        Distribution p = Given(schema, 0.3f);
        const int steps = 40_000;
        double low = kind is ColumnKind.Bounded ? -2 : kind is ColumnKind.Positive ? 1e-4 : -8, high = kind is ColumnKind.Bounded ? 5 : 60, width = (high - low) / steps;
        float[] values = [.. Enumerable.Range(0, steps).Select(i => column.Standardize(low + ((i + 0.5) * width)))];
        float[] logs = p.LogProbability(Tensor.From(values, new Shape(steps, 1))).ToArray();
        logs.Sum(l => Math.Exp(l) * width).ShouldBe(1, 0.01);
        p.ElementLogProbability(Tensor.From(values.AsSpan(0, 5), new Shape(5, 1))).ToArray().ShouldBe(logs.Take(5), 1e-4);
    }

    [Fact]
    public void LogProbability_OfCounts_SumsToOne()
    {
        Column column = new("a", ColumnKind.Count) { Location = 1.2, Scale = 0.8 };
        Distribution p = Given(new TableSchema([column]), 0.1f);
        float[] values = [.. Enumerable.Range(0, 3000).Select(n => column.Standardize(n))];
        p.LogProbability(Tensor.From(values, new Shape(values.Length, 1))).ToArray().Sum(l => Math.Exp(l)).ShouldBe(1, 0.002);
        float mean = p.Mean.ToArray()[0];
        column.Restore(mean).ShouldBe(Enumerable.Range(0, 3000).Sum(n => n * Math.Exp(p.LogProbability(Tensor.From([column.Standardize(n)], new Shape(1, 1))).ToArray()[0])), 0.05);
    }

    [Theory]
    [InlineData(ColumnKind.Categorical)]
    [InlineData(ColumnKind.Ordinal)]
    public void LogProbability_OfLevels_SumsToOne(ColumnKind kind)
    {
        var schema = new TableSchema([new Column("a", kind) { Levels = ["x", "y", "z"] }]);
        Distribution p = Given(schema, 0.4f);
        float[] identity = new float[schema.Width * schema.Width];
        for (int i = 0; i < schema.Width; i++)
        {
            identity[(i * schema.Width) + i] = 1;
        }
        float[] logs = p.LogProbability(Tensor.From(identity, new Shape(schema.Width, schema.Width))).ToArray();
        logs.Sum(l => Math.Exp(l)).ShouldBe(1, 1e-4);
        p.Mean.ToArray().ShouldBe([.. logs.Select(MathF.Exp)], 1e-4);
    }

    [Fact]
    public void LogProbability_OfARow_IsTheSumOverItsObservedCells()
    {
        TableSchema schema = Mixed();
        var likelihood = new Columns(schema, values => new Gaussian(values, Variance.Feature));
        var rng = new Rng(2);
        Tensor decoded = Tensor.Normal(new Shape(3, likelihood.Outputs(schema.Width)), rng);
        Distribution p = likelihood.Given(decoded);
        float[] slots = [0.5f, -1, 0.3f, 0.25f, 2, 1], row = new float[schema.Width];
        RowCodec.Spread(schema, slots, row);
        Tensor x = Tensor.From([.. row, .. row, .. row], new Shape(3, schema.Width));
        float[] whole = p.LogProbability(x).ToArray();
        p.ElementLogProbability(x).Sum(1).ToArray().ShouldBe(whole, 1e-4);

        foreach (TableSlot slot in schema.Slots)
        {
            float[] mask = [.. Enumerable.Range(0, 3 * schema.Width).Select(i => i % schema.Width >= slot.Start && i % schema.Width < slot.Start + slot.Width ? 0f : 1)];
            float[] without = p.LogProbability(x, Tensor.From(mask, x.Shape)).ToArray();
            float[] own = p.ElementLogProbability(x).Slice(1, slot.Start, slot.Width).Sum(1).ToArray();
            for (int r = 0; r < 3; r++)
            {
                (whole[r] - without[r]).ShouldBe(own[r], 1e-3);
            }
        }
    }

    [Fact]
    public void Sample_GivesRowsOfTheSchema()
    {
        TableSchema schema = Mixed();
        var likelihood = new Columns(schema, values => new Gaussian(values, Variance.Feature));
        Distribution p = likelihood.Given(Tensor.Normal(new Shape(4, likelihood.Outputs(schema.Width)), new Rng(5)));
        float[] drawn = p.Sample(50, new Rng(6)).ToArray();
        drawn.Length.ShouldBe(200 * schema.Width);
        for (int r = 0; r < 200; r++)
        {
            foreach (TableSlot slot in schema.Slots.Where(s => s.HasLevels))
            {
                float[] group = drawn.AsSpan((r * schema.Width) + slot.Start, slot.Width).ToArray();
                group.Sum().ShouldBe(1);
                group.ShouldAllBe(v => v == 0 || v == 1);
            }
            TableSlot count = schema.Slots.Single(s => s.Kind is SlotKind.Count);
            double n = schema.Columns[count.Column].Restore(drawn[(r * schema.Width) + count.Start]);
            n.ShouldBe(Math.Round(n), 1e-3 * Math.Max(1, n));
        }
    }

    private static TableSchema Mixed() => new(
    [
        new Column("town", ColumnKind.Categorical) { Levels = ["x", "y", "z"] },
        new Column("income", ColumnKind.Positive) { Location = 2, Scale = 1.5, Minimum = 0.5 },
        new Column("height", ColumnKind.Real) { Location = 170, Scale = 8 },
        new Column("visits", ColumnKind.Count) { Location = 1, Scale = 0.5 },
        new Column("share", ColumnKind.Bounded) { Minimum = 0, Maximum = 1 },
        new Column("size", ColumnKind.Ordinal) { Levels = ["s", "m", "l"] },
    ]);

    private static Distribution Given(TableSchema schema, float output)
    {
        var likelihood = new Columns(schema, values => new Gaussian(values, Variance.Feature));
        return likelihood.Given(Tensor.Full(new Shape(1, likelihood.Outputs(schema.Width)), output));
    }
}
