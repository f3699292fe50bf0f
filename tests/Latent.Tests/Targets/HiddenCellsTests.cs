using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tables;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Targets;

public class HiddenCellsTests
{
    private const int Levels = 4;

    [Fact]
    public void Loss_HasTheGradientsOfFiniteDifferences()
    {
        DataSet data = SmallData.Mixed(20);
        Batch rows = Rows(data);
        HiddenCells cells = Cells(data, 3);
        ParameterSet parameters = Parameters(cells);
        FiniteDifferences.ShouldAgree(parameters, () => cells.Loss(rows, rows.Rows, new Rng(5)), step: 1e-3f, tolerance: 1e-2);
    }

    [Fact]
    public void Loss_OfRowsOfWhichNothingIsKnown_IsZero()
    {
        DataSet data = SmallData.Mixed(20);
        Batch rows = Rows(data);
        using Tape.Scope scope = new Tape(Backend.Default, record: false).Begin();
        Cells(data, 3).Loss(rows, rows.Rows, new Rng(5)).Item().ShouldBeGreaterThan(0.1f);
        Cells(data, 3).Loss(rows with { Mask = Tensor.Zeros(rows.Values.Shape) }, rows.Rows, new Rng(5)).Item().ShouldBe(0);
    }

    [Fact]
    public void Loss_OfColumnsThatSayTheSame_BecomesWhatIsNotKnown()
    {
        var rng = new Rng(1);
        string[] one = [.. Enumerable.Range(0, 200).Select(_ => $"{(char)('a' + rng.Next(Levels))}")];
        DataSet data = TableData.Read(Table.FromColumns(("one", one), ("same", one)), new TableOptions());
        Batch rows = Rows(data);
        HiddenCells cells = Cells(data, 16);
        ParameterSet parameters = Parameters(cells);
        var optimizer = new Adam(parameters);
        var tape = new Tape(Backend.Default);
        double last = 0;
        for (int step = 0; step < 1000; step++)
        {
            using Tape.Scope scope = tape.Begin();
            Tensor loss = cells.Loss(rows, rows.Rows, new Rng((ulong)step));
            last += step >= 900 ? loss.Item() / 100 : 0;
            tape.Backward(loss, parameters);
            optimizer.Update(0.01, 1);
        }

        // A hidden cell is told by the other one, unless that is hidden, too.
        last.ShouldBe(2 * 0.7 * 0.7 * Math.Log(Levels), 0.1);
    }

    private static HiddenCells Cells(DataSet data, int units) => new(data.Table!, [], new Columns(data.Table!, width => new Gaussian(width, Variance.Feature)), units, new Rng(2));

    private static ParameterSet Parameters(HiddenCells cells)
    {
        ParameterSet parameters = [];
        cells.Collect("cells", parameters);
        return parameters;
    }

    private static Batch Rows(DataSet data)
    {
        ComposedModel composed = SmallData.Compose("table-vae", data);
        using var loader = new BatchLoader(data.Rows, data.Count, composed.Preparation, Backend.Default);
        loader.Start(Permutation.Identity(data.Count));
        return loader.Next(new Rng(2))!;
    }
}
