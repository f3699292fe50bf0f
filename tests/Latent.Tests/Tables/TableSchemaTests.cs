using System.Globalization;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Tables;

public class TableSchemaTests
{
    private static readonly Rng s_rng = new(3);

    [Fact]
    public void Infer_TellsKindsByTheValues()
    {
        const int rows = 2000;
        var rng = new Rng(1);
        string[] cities = ["Oslo", "Rome", "Bonn"];
        double[] noisy = [.. Enumerable.Range(0, rows).Select(_ => rng.NextNormal())];
        TableSchema schema = TableSchema.Infer(Table.FromColumns(
            ("real", noisy),
            ("income", Array.ConvertAll(noisy, x => Math.Exp(2 * x))),
            ("visits", Array.ConvertAll(noisy, x => Math.Floor(Math.Exp(2 * x)))),
            ("sex", Array.ConvertAll(noisy, x => x > 0 ? "m" : "f")),
            ("flag", Array.ConvertAll(noisy, x => x > 1 ? 1.0 : 0)),
            ("city", Array.ConvertAll(noisy, x => cities[(int)(Math.Abs(x) * 10) % 3])),
            ("code", Array.ConvertAll(noisy, x => (double)(int)(Math.Abs(x) * 1000 % 12) is var c && c % 2 == 0 ? 0 : c)),
            ("rating", Array.ConvertAll(noisy, x => Math.Clamp(Math.Round(3 + x), 1, 5))),
            ("number", Array.ConvertAll(Enumerable.Range(100, rows).ToArray(), x => (double)x)),
            ("name", Array.ConvertAll(Enumerable.Range(0, rows).ToArray(), x => $"n{x:x}")),
            ("same", new string[rows].Select(_ => "x").ToArray()),
            ("none", Enumerable.Repeat(double.NaN, rows).ToArray()),
            ("day", Array.ConvertAll(Enumerable.Range(0, rows).ToArray(), x => new DateTime(2024, 1, 1).AddDays(x % 300).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))));

        KindOf("real").ShouldBe(ColumnKind.Real);
        KindOf("income").ShouldBe(ColumnKind.Positive);
        KindOf("visits").ShouldBe(ColumnKind.Count);
        KindOf("sex").ShouldBe(ColumnKind.Binary);
        KindOf("flag").ShouldBe(ColumnKind.Binary);
        KindOf("city").ShouldBe(ColumnKind.Categorical);
        KindOf("rating").ShouldBe(ColumnKind.Ordinal);
        KindOf("number").ShouldBe(ColumnKind.Identifier);
        KindOf("name").ShouldBe(ColumnKind.Identifier);
        KindOf("same").ShouldBe(ColumnKind.Constant);
        KindOf("none").ShouldBe(ColumnKind.Constant);
        KindOf("day").ShouldBe(ColumnKind.Date);
        schema.Find("day")!.Parts.ShouldBe([DatePart.Month, DatePart.Weekday]);
        schema.Find("city")!.Levels.ShouldBe(["Bonn", "Oslo", "Rome"]);
        schema.Find("real")!.Location.ShouldBe(noisy.Average(), 1e-6);

        ColumnKind KindOf(string name) => schema.Find(name)!.Kind;
    }

    [Theory]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(1e-20)]
    public void Infer_OfVeryLargeOrSmallNumbers_ScalesThem(double size)
    {
        double[] numbers = [.. Enumerable.Range(1, 100).Select(i => Math.Sin(i) * size)];
        Column column = TableSchema.Infer(Table.FromColumns(("x", numbers))).Columns[0];
        (column.Scale / size).ShouldBe(Math.Sqrt(0.5), 0.01);
        (column.Location / size).ShouldBe(0, 0.01);
    }

    [Fact]
    public void Infer_OfInfiniteNumbers_CountsAndLeavesThemOut()
    {
        double[] numbers = [.. Enumerable.Range(1, 100).Select(i => i % 50 == 0 ? double.PositiveInfinity : Math.Sin(i))];
        Column column = TableSchema.Infer(Table.FromColumns(("x", numbers))).Columns[0];
        column.Note.ShouldBe("2 infinite values count as missing");
        column.Maximum.ShouldBe(1, 0.01);
        column.Scale.ShouldBe(Math.Sqrt(0.5), 0.01);
    }

    [Fact]
    public void Infer_OfNumbersThatNameCategories_TakesThemForLevels()
    {
        // How often codes occur goes up and down without order.
        double[] shares = [0.3, 0.02, 0.25, 0.01, 0.2, 0.02, 0.2];
        double[] codes = [.. Enumerable.Range(0, 3000).Select(_ => Draw(shares))];
        double[] marks = [.. Enumerable.Range(0, 3000).Select(_ => Math.Clamp(Math.Round(3 + (1.5 * s_rng.NextNormal())), 0, 6))];

        TableSchema schema = TableSchema.Infer(Table.FromColumns(("code", codes), ("mark", marks)));

        schema.Find("code")!.Kind.ShouldBe(ColumnKind.Categorical);
        schema.Find("mark")!.Kind.ShouldBe(ColumnKind.Ordinal);
        schema.Find("mark")!.Levels.ShouldBe(["0", "1", "2", "3", "4", "5", "6"]);
    }

    [Fact]
    public void Yaml_GivesBackWhatItSays()
    {
        TableSource source = Mixed();
        TableSchema schema = TableSchema.Infer(source);
        IReadOnlyDictionary<string, ColumnSetting> settings = TableSchemaText.Parse(TableSchemaText.ToYaml(schema), "schema.yaml");
        TableSchema.Infer(source, new TableOptions { Columns = settings }).ShouldBe(schema);
    }

    [Fact]
    public void Read_OfNumbersForLevels_TakesThemHoweverTheyAreWritten()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.csv"], "code,x\n0.0,a\n2,b\n-0,c\n2.00,a\n");
        TableSchema schema = TableSchema.Infer(TableSources.Open(folder["a.csv"]));
        schema.Find("code")!.Levels.ShouldBe(["0", "2"]);
        float[] rows = new float[4 * schema.Width];
        TableData.Read(TableSources.Open(folder["a.csv"]), schema: schema).Rows.Read([0, 1, 2, 3], rows);
        Enumerable.Range(0, 4).Select(r => rows[r * schema.Width]).ShouldBe([1, 0, 1, 0]);
    }

    [Fact]
    public void Infer_WithSettings_FollowsThem()
    {
        IReadOnlyDictionary<string, ColumnSetting> settings = TableSchemaText.Parse("columns: { size: { kind: ordinal, levels: [s, m, l] }, age: { kind: bounded, minimum: 0, maximum: 120 }, town: ignored }", "schema.yaml");
        TableSchema schema = TableSchema.Infer(
            Table.FromColumns(("size", new[] { "l", "m", "s", "m" }), ("age", new[] { 3.0, 50, 70, 20 }), ("town", new[] { "a", "b", "a", "c" })), new TableOptions { Columns = settings });
        schema.Find("size")!.Levels.ShouldBe(["s", "m", "l"]);
        schema.Find("age")!.Maximum.ShouldBe(120);
        schema.Find("town")!.IsLeftOut.ShouldBeTrue();
        schema.Width.ShouldBe(4);
    }

    [Theory]
    [InlineData("columns: { age: 3 }", "'age'")]
    [InlineData("columns: { age: reel }", "real")]
    [InlineData("columns: { age: { kind: real, level: [1] } }", "levels")]
    [InlineData("colums: { age: real }", "columns")]
    public void Parse_OfWhatIsNoSchema_SaysWhy(string yaml, string expected) =>
        Should.Throw<InputException>(() => TableSchemaText.Parse(yaml, "schema.yaml")).Message.ShouldContain(expected);

    [Fact]
    public void Infer_OfAColumnThatIsNotThere_SuggestsTheNearest() =>
        Should.Throw<InputException>(() => TableSchema.Infer(Mixed(), new TableOptions { Label = "incom" })).Message.ShouldContain("income");

    [Fact]
    public void Infer_OfNumbersThatAreNone_NamesTheCell()
    {
        using var folder = new TemporaryFolder();
        string path = folder["a.csv"];
        File.WriteAllText(path, "a,b\n1,1\n2,2\nx,3\n");
        Should.Throw<InputException>(() => TableSchema.Infer(TableSources.Open(path), new TableOptions { Columns = TableSchemaText.Parse("columns: { a: real }", "s") })).Message.ShouldContain("'x' in line 4");
    }

    [Fact]
    public void Ordered_OfColumnsOfLevels_AreOrdersAndNumbersThatRise()
    {
        var schema = new TableSchema([
            new Column("city", ColumnKind.Categorical) { Levels = ["Bonn", "Oslo", "Rome"] },
            new Column("code", ColumnKind.Categorical) { Levels = ["1", "2", "3", "10"] },
            new Column("shuffled", ColumnKind.Categorical) { Levels = ["2", "1", "3"] },
            new Column("grade", ColumnKind.Ordinal) { Levels = ["low", "medium", "high"] },
            new Column("yes", ColumnKind.Binary) { Levels = ["0", "1"] },
        ]);
        schema.Ordered.Select(slot => schema.Columns[slot.Column].Name).ShouldBe(["code", "grade"], ignoreOrder: true);
    }

    [Fact]
    public void Infer_OfNothingToLearnFrom_SaysSo() =>
        Should.Throw<InputException>(() => TableSchema.Infer(Table.FromColumns(("a", new[] { 1.0, 1, 1 })))).Message.ShouldContain("no column to learn from");

    private static TableSource Mixed() => Table.FromColumns(
        ("income", new[] { 3.5, 7.25, double.NaN, 1.5 }), ("city", new[] { "Rome", "Oslo", "Bonn", "Rome" }), ("day", new[] { "2024-01-01", "2024-02-01", "", "2024-02-02" }), ("yes", new[] { "y", "n", "y", "y" }));

    private static int Draw(double[] shares)
    {
        double u = s_rng.NextDouble();
        int i = 0;
        for (; i < shares.Length - 1 && u > shares[i]; i++)
        {
            u -= shares[i];
        }
        return i;
    }
}
