using Latent.Composition;
using Latent.Samplers.Columns;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;

namespace Latent.Tests.Samplers.Columns;

public sealed class CellNetworkTests
{
    private static readonly Cell[] s_cells =
    [
        new(0, 0, 0, 3, 2, null),
        new(1, 3, 1, 4, 4, NumberBins.Of([1, 2, 3], 3)),
        new(2, 7, 0, 2, 2, null),
    ];

    // A choice and a number a cell; the second row lacks one.
    private static readonly float[] s_rows = [1, 0, 2, 0.5f, 1, 0, 0, 0, -1, 0, 0, 0];

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(24)]
    public void Logits_OfACell_ChangeWithThoseBeforeItAlone(int hidden)
    {
        CellModel model = Model(hidden);
        float[] before = Logits(model, s_rows);
        for (int cell = 0; cell < s_cells.Length; cell++)
        {
            float[] rows = [.. s_rows];
            rows[2 * cell] = rows[2 * cell] == 0 ? 1 : 0;
            float[] after = Logits(model, rows);
            for (int i = 0; i < 9; i++)
            {
                bool later = i >= s_cells[cell].Start + s_cells[cell].Choices;
                // Of two units none has seen the second cell.
                (after[i] != before[i]).ShouldBe(later && (hidden > 2 || cell == 0), $"cell {cell}, logit {i}");
            }
        }
        float[] number = [.. s_rows];
        number[3] = 0.7f;
        Logits(model, number)[..7].ShouldBe(before[..7]);
        Logits(model, number).AsSpan(7, 2).SequenceEqual(before.AsSpan(7, 2)).ShouldBe(hidden == 2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(24)]
    public void Next_OneCellAfterTheOther_GivesTheLogitsOfThePassThroughAll(int hidden)
    {
        CellModel model = Model(hidden);
        float[] all = Logits(model, s_rows);
        var state = new CellState(Tensor.Full(new Shape(2, 1), 1));
        for (int i = 0; i < s_cells.Length; i++)
        {
            Cell cell = s_cells[i];
            Tensor logits = model.Network.Next(state, i, default);
            logits.Shape.ShouldBe(new Shape(2, cell.Drawn));
            int width = CellNetwork.InputsOf(cell);
            float[] inputs = new float[2 * width];
            for (int r = 0; r < 2; r++)
            {
                logits.ToArray().AsSpan(r * cell.Drawn, cell.Drawn).ToArray().ShouldBe(all.AsSpan((r * 9) + cell.Start, cell.Drawn).ToArray(), 1e-5);
                CellModel.Spread(cell, (int)s_rows[(r * 6) + (2 * i)], s_rows[(r * 6) + (2 * i) + 1], inputs.AsSpan(r * width, width));
            }
            state.Add(Tensor.From(inputs, new Shape(2, width)));
        }
    }

    [Fact]
    public void LogProbability_OfRows_HasItsGradientAndMissingCellsHaveNone()
    {
        CellModel model = Model(7);
        Tensor rows = Tensor.From(s_rows, new Shape(2, 6));
        FiniteDifferences.ShouldAgree(model.Parameters, () => model.Decode(rows).LogProbability(rows));
        float[] logits = Logits(model, s_rows), logs = model.Decode(rows).LogProbability(rows).ToArray();
        logs[0].ShouldBe((float)(Log(logits, 0, 3, 1) + Log(logits, 3, 4, 2) + Log(logits, 7, 2, 1)), 1e-4f);
        logs[1].ShouldBe((float)(Log(logits, 9, 3, 0) + Log(logits, 16, 2, 0)), 1e-4f);

        static double Log(float[] logits, int start, int count, int choice) => logits[start + choice] - Math.Log(logits.Skip(start).Take(count).Sum(value => Math.Exp(value)));
    }

    [Fact]
    public void NumberBins_OfNumbersThatRepeat_GiveEachABinAndShareOutTheRest()
    {
        float[] numbers = [.. Enumerable.Repeat(0f, 500), .. Enumerable.Range(1, 400).Select(i => (float)i), .. Enumerable.Repeat(500f, 100)];
        NumberBins bins = NumberBins.Of(numbers, 10);
        bins.Count.ShouldBeInRange(8, 10);
        bins.Number(bins.Of(0), 0.7).ShouldBe(0);
        bins.Number(bins.Of(500), 0.2).ShouldBe(500);
        int[] counts = new int[bins.Count];
        foreach (float number in numbers)
        {
            counts[bins.Of(number)]++;
        }
        counts.ShouldAllBe(count => count >= 20);
        for (float number = 1; number <= 400; number++)
        {
            int bin = bins.Of(number);
            bins.Number(bin, 0).ShouldBeLessThanOrEqualTo(number);
            bins.Number(bin, 1).ShouldBeGreaterThanOrEqualTo(number);
            bins.Of(bins.Number(bin, 0.5)).ShouldBe(bin);
        }
        NumberBins.Of([], 10).Count.ShouldBe(1);
        NumberBins.Of([3, 3, 4], 10).Count.ShouldBe(2);
    }

    private static CellModel Model(int hidden) => new(s_cells, hidden, 0.3f, new WeightBudget(10_000), new Rng(5), Backend.Default);

    private static float[] Logits(CellModel model, float[] rows)
    {
        int inputs = model.Network.Inputs;
        float[] x = new float[2 * inputs];
        for (int r = 0; r < 2; r++)
        {
            x[r * inputs] = 1;
            int start = (r * inputs) + 1;
            for (int i = 0; i < s_cells.Length; i++)
            {
                int width = CellNetwork.InputsOf(s_cells[i]);
                CellModel.Spread(s_cells[i], (int)rows[(r * 6) + (2 * i)], rows[(r * 6) + (2 * i) + 1], x.AsSpan(start, width));
                start += width;
            }
        }
        return model.Network.Forward(Tensor.From(x, new Shape(2, inputs)), default).ToArray();
    }
}
