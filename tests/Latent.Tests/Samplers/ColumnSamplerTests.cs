using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Samplers;
using Latent.Samplers.Columns;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tests.Contracts;
using Latent.Tests.Imputation;

namespace Latent.Tests.Samplers;

[Collection(nameof(Alone))]
public sealed class ColumnSamplerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What two columns have in common is found; rows of a prior whose cells are independent do not have it.</summary>
    [Fact]
    public void Draws_OfColumnsThatDependOnEachOther_HaveTheirJointFrequencies()
    {
        (TrainedModel model, DataSet data, _) = Pairs();
        double[,] known = { { 0.27, 0.02, 0.01 }, { 0.02, 0.36, 0.02 }, { 0.15, 0, 0.15 } };

        Distance(Draw(model, Fit(model, data), 4000)).ShouldBeLessThan(0.05);
        Distance(Draw(model, null, 4000)).ShouldBeGreaterThan(0.2);

        double Distance(List<string[]> rows)
        {
            double sum = 0;
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    sum += Math.Abs(known[i, j] - ((double)rows.Count(row => row[0] == $"a{i}" && row[2] == $"b{j}") / rows.Count));
                }
            }
            return sum / 2;
        }
    }

    [Fact]
    public void Draws_OfANumberAfterALevel_LieWhereTheLevelHasThem()
    {
        (TrainedModel model, DataSet data, _) = Pairs();
        List<string[]> rows = Draw(model, Fit(model, data, 1200), 2000);
        foreach (int level in new[] { 0, 1, 2 })
        {
            double[] numbers = [.. rows.Where(row => row[0] == $"a{level}").Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))];
            numbers.Average().ShouldBe(10 * level, 1);
            Math.Sqrt(numbers.Average(x => Math.Pow(x - numbers.Average(), 2))).ShouldBeInRange(0.5, 3);
        }
    }

    [Fact]
    public void Draws_UnderConditions_HaveThemAndWhatFollowsFromThem()
    {
        (TrainedModel model, DataSet data, _) = Pairs();
        ColumnSampler sampler = Fit(model, data);

        List<string[]> rows = Draw(model, sampler, 2000, [("b", "b0")]);
        rows.ShouldAllBe(row => row[2] == "b0");
        Share(rows, "a0").ShouldBe(0.27 / 0.44, 0.08);
        Share(rows, "a2").ShouldBe(0.15 / 0.44, 0.08);
        double[] numbers = [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))];
        numbers.Average().ShouldBe(((0.02 * 10) + (0.15 * 20)) / 0.44, 1.6);

        rows = Draw(model, sampler, 500, [("a", "a1")]);
        rows.ShouldAllBe(row => row[0] == "a1");
        ((double)rows.Count(row => row[2] == "b1") / rows.Count).ShouldBe(0.9, 0.06);

        rows = Draw(model, sampler, 500, [("b", "b2"), ("x", "20.5")]);
        rows.ShouldAllBe(row => row[2] == "b2" && row[1] == "20.5");
        Share(rows, "a2").ShouldBeGreaterThan(0.9);

        static double Share(List<string[]> rows, string level) => (double)rows.Count(row => row[0] == level) / rows.Count;
    }

    [Fact]
    public void Draws_OfEveryKindOfColumn_AreOfTheirColumn()
    {
        DataSet data = SmallData.Mixed(300);
        TrainedModel model = Untrained(data);
        ColumnSampler sampler = Fit(model, data, steps: 60);
        TableSchema schema = data.Table!;
        foreach (float temperature in new[] { 1f, 0.3f, 0 })
        {
            List<string[]> rows = Draw(model, sampler, 300, temperature: temperature);
            Column[] columns = [.. schema.Columns.Where(column => !column.IsLeftOut)];
            columns.Select(column => column.Kind).Distinct().Count().ShouldBeGreaterThan(3);
            for (int i = 0; i < columns.Length; i++)
            {
                Column column = columns[i];
                foreach (string cell in rows.Select(row => row[i]))
                {
                    if (column.HasLevels)
                    {
                        cell.ShouldBeOneOf([.. column.Levels]);
                        continue;
                    }
                    double number = column.Kind is ColumnKind.Date ? DateText.Seconds(DateTime.ParseExact(cell, column.Format!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)) : double.Parse(cell, CultureInfo.InvariantCulture);
                    number.ShouldBeInRange(column.Minimum - (1e-7 * Math.Abs(column.Minimum)), column.Maximum + (1e-7 * Math.Abs(column.Maximum)));
                    (column.Decimals is { } digits ? Math.Round(number, digits) : number).ShouldBe(number);
                }
            }
            rows.Select(row => string.Join('|', row)).Distinct().Count().ShouldBeInRange(temperature == 0 ? 1 : 150, temperature == 0 ? 1 : 300);
        }
    }

    [Fact]
    public void Rows_WrittenAndReadAgain_AreTheSameCells()
    {
        DataSet data = SmallData.Mixed(100);
        TableSchema schema = data.Table!;
        NumberBins[] bins = [.. CellCodec.Numbers(schema).Select(column => NumberBins.Of(CellRows.Numbers(data.Rows, schema.SlotsOf[column][0].Start), 10))];
        bins.ShouldAllBe(own => own.Count > 1 && own.Count <= 21);
        var codec = new CellCodec(schema, bins);
        float[] row = new float[schema.Width], again = new float[schema.Width];
        int missing = 0;
        for (int r = 0; r < data.Count; r++)
        {
            data.Rows.Read([r], row);
            foreach (Cell cell in codec.Cells)
            {
                (int choice, float number) = codec.Read(cell, row);
                missing += choice < 0 ? 1 : 0;
                if (choice >= 0)
                {
                    codec.Write(cell, choice, number, again);
                    codec.Read(cell, again).ShouldBe((choice, number));
                    RowCodec.Text(schema, cell.Column, again).ShouldBe(RowCodec.Text(schema, cell.Column, row));
                    schema.SlotsOf[cell.Column].SelectMany(slot => again[slot.Start..(slot.Start + slot.Width)]).Zip(schema.SlotsOf[cell.Column].SelectMany(slot => row[slot.Start..(slot.Start + slot.Width)])).ShouldAllBe(pair => float.IsNaN(pair.Second) || pair.First == pair.Second);
                }
            }
        }
        missing.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Sampler_SavedWithTheModelAndLoaded_DrawsTheSame()
    {
        (TrainedModel model, DataSet data, _) = Pairs(300);
        using var folder = new TemporaryFolder();
        var sampler = (ColumnSampler)model.Samplers.Fit("columns", model, data.Rows, new SamplerOptions { Seed = 4, Cancellation = Cancellation }, Quick(20));
        model.Save(folder["a"]);
        var loaded = TrainedModel.Load(folder["a"]);
        loaded.Save(folder["b"]);
        File.ReadAllBytes(folder["b"]).ShouldBe(File.ReadAllBytes(folder["a"]));
        Flat(Draw(loaded, loaded.Samplers.Find("columns"), 700)).ShouldBe(Flat(Draw(model, sampler, 700)));
        Flat(Draw(loaded, loaded.Samplers.Find("columns"), 30)).ShouldBe(Flat(Draw(model, sampler, 700))[..30]);
    }

    [Theory]
    [InlineData("""{ "hidden": 2000000000, "bins": [3] }""", "more weights than fit")]
    [InlineData("""{ "bins": [2000000000] }""", "bins of a column")]
    [InlineData("""{ "bins": [3, 3] }""", "bins of 2 columns")]
    [InlineData("""{ "bins": [5] }""", "shape")]
    [InlineData("""{ "layers": 3 }""", "unknown key")]
    public void Load_OfAHostileSampler_IsRefused(string settings, string words)
    {
        (TrainedModel model, DataSet data, _) = Pairs(100);
        model.Samplers.Fit("columns", model, data.Rows, new SamplerOptions { Cancellation = Cancellation }, Quick(2));
        HostileSampler.Refusal(model, settings).ShouldContain(words);
    }

    [Fact]
    public void Fit_FromASeedOnAnyNumberOfThreads_GivesTheSameBits()
    {
        Backend held = Backend.Default;
        try
        {
            string[][] draws = [.. new[] { 1, 3 }.Select(threads =>
            {
                Backend.Default = Backend.CreateCpu(threads);
                (TrainedModel model, DataSet data, _) = Pairs(400);
                return Flat(Draw(model, Fit(model, data, 20), 100, [("b", "b1")]));
            })];
            draws[1].ShouldBe(draws[0]);
        }
        finally
        {
            Backend.Default = held;
        }
    }

    [Fact]
    public void FitSampler_ToTooFewRowsOrTooManyColumns_IsRefused()
    {
        (TrainedModel model, DataSet data, _) = Pairs(30);
        Should.Throw<InputException>(() => model.FitSampler("columns", new SelectedRows(data.Rows, [1, 2, 3]))).Message.ShouldContain("at least 20");
        DataSet wide = TableData.Read(Table.From(Enumerable.Range(0, 30), [.. Enumerable.Range(0, 260).Select(c => ($"c{c}", (Func<int, object?>)(r => Math.Sin((r * 0.7) + c))))]));
        Should.Throw<InputException>(() => Untrained(wide).FitSampler("columns", wide.Rows)).Message.ShouldContain("at most 250 columns");
    }

    private static JsonObject Quick(int steps) => JsonNode.Parse($$"""{ "steps": {{steps}}, "hidden": 48, "dropout": 0.1 }""")!.AsObject();

    private static ColumnSampler Fit(TrainedModel model, DataSet data, int steps = 400)
    {
        var sampler = (ColumnSampler)NamedSampler.Find("columns").Make(model, new Settings(Quick(steps)), new WeightBudget(1 << 20));
        sampler.Fit(model, data.Rows, new SamplerOptions { Seed = 3, Cancellation = Cancellation });
        return sampler;
    }

    private static string[] Flat(List<string[]> rows) => [.. rows.Select(row => string.Join('|', row))];

    private static List<string[]> Draw(TrainedModel model, Sampler? sampler, int count, IReadOnlyList<(string, string)>? conditions = null, float temperature = 1)
    {
        var writer = new MemoryWriter();
        new TableGenerator(model, sampler).Sample(count, new Rng(2), writer, conditions ?? [], temperature, cancellation: Cancellation);
        return [.. writer.Rows];
    }

    private static TrainedModel Untrained(DataSet data) => new(Recipe.Named("table-vae").Compose(DataSchema.Of(data), data.Rows));

    /// <summary>Two columns of levels, the second likely to follow the first, and between them a number about ten times the first.</summary>
    private static (TrainedModel Model, DataSet Data, TableSource Table) Pairs(int rows = 2000)
    {
        var rng = new Rng(7);
        (int A, double X, int B)[] drawn = [.. Enumerable.Range(0, rows).Select(_ =>
        {
            double u = rng.NextDouble(), v = rng.NextDouble();
            int a = u < 0.3 ? 0 : u < 0.7 ? 1 : 2;
            int b = a == 0 ? (v < 0.9 ? 0 : v < 29 / 30.0 ? 1 : 2) : a == 1 ? (v < 0.9 ? 1 : v < 0.95 ? 0 : 2) : (v < 0.5 ? 0 : 2);
            return (a, Math.Round((10 * a) + rng.NextNormal(), 1), b);
        })];
        TableSource table = Table.FromColumns(("a", Array.ConvertAll(drawn, row => $"a{row.A}")), ("x", Array.ConvertAll(drawn, row => row.X)), ("b", Array.ConvertAll(drawn, row => $"b{row.B}")));
        DataSet data = TableData.Read(table);
        return (Untrained(data), data, table);
    }
}
