using Latent.Data;
using Latent.Tables;

namespace Latent.Tests.Tables;

public class RowCodecTests
{
    private static readonly TableSource s_train = Table.FromColumns(
        ("x", new[] { 1.5, 2.5, 3.5, 4 }), ("town", new[] { "Rome", "Oslo", "Rome", "Bonn" }), ("when", new[] { "2024-01-01", "2024-02-10", "2024-03-01", "2024-01-05" }));

    private static readonly TableSchema s_schema = TableSchema.Infer(s_train);

    [Fact]
    public void Text_OfASpreadRow_GivesTheCellsBack()
    {
        using TableReader reader = s_train.Open();
        var codec = new RowCodec(s_schema);
        codec.Bind(reader, "train");
        float[] slots = new float[s_schema.Slots.Count], values = new float[s_schema.Width];
        while (reader.Read())
        {
            codec.Read(reader, slots);
            RowCodec.Spread(s_schema, slots, values);
            for (int i = 0; i < s_schema.Columns.Count; i++)
            {
                RowCodec.Text(s_schema, i, values).ShouldBe(reader.Text(i).ToString());
            }
        }
    }

    [Fact]
    public void Read_OfWhatTrainingNeverSaw_IsDefined()
    {
        TableSource later = Table.FromColumns(
            ("when", new[] { "2030-01-01", "", "2024-01-01" }), ("more", new[] { 1.0, 2, 3 }), ("town", new[] { "Paris", null, "Rome" }), ("x", new[] { double.PositiveInfinity, double.NegativeInfinity, double.NaN }));
        DataSet data = TableData.Read(later, schema: s_schema);
        float[] rows = new float[3 * s_schema.Width];
        data.Rows.Read([0, 1, 2], rows);
        TableSlot x = s_schema.Slots.Single(s => s_schema.Columns[s.Column].Name == "x"), town = s_schema.Slots.Single(s => s_schema.Columns[s.Column].Name == "town");
        int width = s_schema.Width;

        foreach (int row in (int[])[0, 1, 2])
        {
            float.IsNaN(rows[(row * width) + x.Start]).ShouldBeTrue();
        }
        rows.AsSpan(town.Start, town.Width).ToArray().ShouldBe([0, 0, 0, 1]);
        rows.AsSpan(width + town.Start, town.Width).ToArray().ShouldAllBe(v => float.IsNaN(v));
        rows.AsSpan((2 * width) + town.Start, town.Width).ToArray().ShouldBe([0, 0, 1, 0]);
    }

    [Fact]
    public void Read_OfInfiniteNumbers_IsAsFarAsCanBeUnlessTheyAreMissing()
    {
        TableSource later = Table.FromColumns(("x", new[] { double.PositiveInfinity, double.NegativeInfinity }), ("town", new[] { "Rome", "Rome" }), ("when", new[] { "2024-01-01", "2024-01-01" }));
        int x = s_schema.Slots.ToList().FindIndex(s => s_schema.Columns[s.Column].Name == "x");
        foreach (bool missing in (bool[])[false, true])
        {
            using TableReader reader = later.Open();
            var codec = new RowCodec(s_schema) { InfiniteIsMissing = missing };
            codec.Bind(reader, "later");
            float[] slots = new float[s_schema.Slots.Count];
            foreach (double end in (double[])[Column.Farthest, -Column.Farthest])
            {
                reader.Read();
                codec.Read(reader, slots);
                slots[x].ShouldBe(missing ? float.NaN : (float)end);
            }
        }
    }

    [Theory]
    [InlineData(ColumnKind.Real, 40, 13, 71, "71")]
    [InlineData(ColumnKind.Real, 1_000_000, 0.5, 1_000_000.25, "1000000.25")]
    [InlineData(ColumnKind.Real, 1e-9, 2e-10, 1.5e-9, "1.5E-09")]
    [InlineData(ColumnKind.Positive, 3, 2, 0.00125, "0.00125")]
    [InlineData(ColumnKind.Positive, 3, 2, 71, "71")]
    public void Text_OfANumberThatCameBack_HasNoDigitsOfSinglePrecision(ColumnKind kind, double location, double scale, double number, string text)
    {
        var column = new Column("x", kind) { Location = location, Scale = scale, Minimum = number, Maximum = number };

        RowCodec.Text(column, column.Restore(column.Standardize(number))).ShouldBe(text);
    }

    [Fact]
    public void Read_OfALackingColumn_NamesIt() =>
        Should.Throw<InputException>(() => TableData.Read(Table.FromColumns(("x", new[] { 1.0 }), ("town", new[] { "Rome" })), schema: s_schema)).Message.ShouldContain("lacks the column 'when'");

    [Fact]
    public void Read_OfTextWhereNumbersWere_NamesTheCell() => Should.Throw<InputException>(
        () => TableData.Read(Table.FromColumns(("x", new[] { "abc" }), ("town", new[] { "Rome" }), ("when", new[] { "2024-01-01" })), schema: s_schema)).Message.ShouldContain(", row 1: 'abc' in the column 'x' is not a number");

    [Fact]
    public void Read_OfTextWhereDatesWere_NamesTheCell() => Should.Throw<InputException>(
        () => TableData.Read(Table.FromColumns(("x", new[] { 1.0 }), ("town", new[] { "Rome" }), ("when", new[] { "yesterday" })), schema: s_schema)).Message.ShouldContain("'yesterday' in the column 'when' is not a date");

    [Fact]
    public void Read_PastTheMemoryAllowed_GivesTheSameRowsFromDisk()
    {
        double[] numbers = [.. Enumerable.Range(0, 5000).Select(i => Math.Sin(i))];
        TableSource source = Table.FromColumns(("a", numbers), ("b", Array.ConvertAll(numbers, n => n > 0.5 ? "high" : n > 0 ? "middle" : "low")));
        DataSet memory = TableData.Read(source), disk = TableData.Read(source, memory: 10_000);
        disk.Rows.Streamed.ShouldBeTrue();
        memory.Rows.Streamed.ShouldBeFalse();
        int[] some = [0, 1, 1023, 1024, 2500, 4999];
        float[] one = new float[some.Length * memory.RowShape.Length], other = new float[one.Length];
        memory.Rows.Read(some, one);
        disk.Rows.Read(some, other);
        other.ShouldBe(one);
        ((IDisposable)disk.Rows).Dispose();
    }

    [Fact]
    public void Read_OfANumberInManyCells_MakesItALevel()
    {
        double[] amounts = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? 0 : Math.Exp((i % 50) / 5.0))];
        TableSource source = Table.FromColumns(("amount", amounts));
        var schema = TableSchema.Infer(source);
        schema.Columns[0].Kind.ShouldBe(ColumnKind.Positive);
        schema.Columns[0].Atoms.ShouldBe([0.0]);
        schema.Width.ShouldBe(3);
        DataSet data = TableData.Read(source, schema: schema);
        float[] rows = new float[6];
        data.Rows.Read([0, 1], rows);
        float.IsNaN(rows[0]).ShouldBeTrue();
        rows[1..3].ShouldBe([1, 0]);
        rows[4..6].ShouldBe([0, 1]);
        RowCodec.Number(schema, 0, [rows[3], 0, 1]).ShouldBe(amounts[1], 1e-5);
        RowCodec.Number(schema, 0, [rows[3], 0.25f, 0.75f]).ShouldBe(0.75 * amounts[1], 1e-5);
        RowCodec.Number(schema, 0, [rows[3], 1, 0]).ShouldBe(0);
    }

    [Fact]
    public void Read_OfLabelsAndTargets_KeepsThemFromTheModel()
    {
        TableSource source = Table.FromColumns(("a", new[] { 1.0, 2, 4 }), ("class", new[] { "no", "", "yes" }), ("price", new[] { 3.0, double.NaN, 1 }));
        DataSet data = TableData.Read(source, new TableOptions { Label = "class", Target = "price" });
        data.RowShape.Length.ShouldBe(1);
        data.Labels.ShouldBe([0, -1, 1]);
        data.LabelNames.ShouldBe(["no", "yes"]);
        data.Targets![0].ShouldBe(3);
        float.IsNaN(data.Targets[1]).ShouldBeTrue();
    }
}
