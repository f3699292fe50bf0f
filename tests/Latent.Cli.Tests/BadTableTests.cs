using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Latent.Cli.Tests;

/// <summary>Tables that are damaged, odd, or not like those that a model was made for: as docs/tables.md says what comes of them.</summary>
public sealed class BadTableTests(TableRun people) : FolderTests, IClassFixture<TableRun>
{
    [Theory]
    [InlineData("line 4 has 2 cells, but there are 3 columns", "a,b,c\n1,2,x\n3,4,y\n5,6\n")]
    [InlineData("line 3: a quoted cell that begins in this row is never closed", "a,b,c\n1,2,x\n3,4,\"y\n5,6,x\n")]
    [InlineData("is empty", "")]
    [InlineData("has no rows", "a,b,c\n")]
    [InlineData("has one row, and nothing can be learned from that", "a,b,c\n1,2,x\n")]
    [InlineData("'a' is constant, 'b' is constant, 'c' is constant", "a,b,c\n1,2,x\n1,2,x\n1,2,x\n")]
    public void Train_TableThatTellsNothing_IsRefused(string words, string text)
    {
        Train(Encoding.UTF8.GetBytes(text)).ShouldFail(words);
        Directory.Exists(Folder["run"]).ShouldBeFalse();
    }

    [Fact]
    public void Train_UnclosedQuoteInAMillionRows_NamesItsLine()
    {
        var text = new StringBuilder("a,b\n");
        for (int i = 2; i <= 1_000_001; i++)
        {
            text.Append(i == 500_000 ? "1,\"x\n" : "1,2\n");
        }
        Train(Encoding.UTF8.GetBytes(text.ToString())).ShouldFail("line 500000: a quoted cell that begins in this row is never closed");
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Train_OtherLineEnds_GiveTheSameModel(string end)
    {
        Train(Encoding.UTF8.GetBytes($"a,b,c{end}{string.Concat(TableRun.Lines(200, end))}")).Code.ShouldBe(0);
        Elbo("evaluate", Folder["run"]).ShouldBe(Elbo("evaluate", people.Run));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Train_Utf16_GivesTheSameModel(string encoding)
    {
        Encoding utf16 = Encoding.GetEncoding(encoding);
        string text = $"a,b,c\n{string.Concat(TableRun.Lines(200))}";
        Train(utf16.GetBytes(text)).Code.ShouldBe(0);
        Elbo("evaluate", Folder["run"]).ShouldBe(Elbo("evaluate", people.Run));
        Train([.. utf16.GetPreamble(), .. utf16.GetBytes(text)], "--overwrite").Code.ShouldBe(0);
        Elbo("evaluate", Folder["run"]).ShouldBe(Elbo("evaluate", people.Run));
    }

    [Fact]
    public void Train_ColumnWithoutValues_LeavesItOut() => Kinds("a,b,c\n" + string.Concat(Numbers(60, x => $"{x},,{(x > 0 ? "p" : "q")}\n")))["b"].ShouldBe("constant");

    [Fact]
    public void Train_ColumnsOfOneName_NumbersThem() => Kinds("a,a,\n" + string.Concat(Numbers(60, x => $"{x},{-x},{x * x}\n"))).Keys.ShouldBe(["a", "a_2", "x2"]);

    [Fact]
    public void Train_NotANumberAndInfinite_CountAsMissing()
    {
        string[] odd = ["inf", "-Infinity", "NaN"];
        Kinds("a,b\n" + string.Concat(Numbers(90, (x, i) => $"{(i % 5 == 0 ? odd[i / 5 % 3] : x.ToString(CultureInfo.InvariantCulture))},{-x}\n")))["a"].ShouldBe("real");
        double.IsFinite(Elbo("evaluate", Folder["run"])).ShouldBeTrue();
    }

    [Theory]
    [InlineData("e307")]
    [InlineData("e-300")]
    public void Train_VeryLargeOrSmallNumbers_Learns(string power)
    {
        Train(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Numbers(60, x => $"{x.ToString("F4", CultureInfo.InvariantCulture)}{power},{x}\n")))).Code.ShouldBe(0);
        double.IsFinite(Elbo("evaluate", Folder["run"])).ShouldBeTrue();
    }

    [Fact]
    public void Train_TwoRows_Learns() => Train("a,b\n1,x\n2,y\n"u8.ToArray()).Code.ShouldBe(0);

    [Fact]
    public void Train_TenThousandColumns_Learns()
    {
        const int columns = 10_000;
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}"))).Append('\n');
        for (int row = 0; row < 30; row++)
        {
            text.AppendJoin(',', Enumerable.Range(0, columns).Select(i => i % 4 == 0 ? ((row + i) % 3 == 0 ? "yes" : "no") : (row * i % 101 / 10.0).ToString(CultureInfo.InvariantCulture))).Append('\n');
        }
        Train(Encoding.UTF8.GetBytes(text.ToString()), "--quick").Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("lacks the column 'b' that the model was made for", "a,c\n1,x\n")]
    [InlineData("lacks the column 'b' that the model was made for; 'bb' is perhaps 'b'; its columns are a, bb, c.", "a,bb,c\n1,2,x\n")]
    [InlineData("lacks the columns 'a', 'b', 'c'", "1,2,x\n3,4,y\n")]
    [InlineData("scored.csv, line 3: 'many' in the column 'b' is not a number; mend the cell, or leave it empty.", "a,b,c\n1,2,x\n1,many,x\n")]
    public void Evaluate_TableThatDoesNotFit_IsRefused(string words, string text) =>
        Tool.Run("evaluate", people.Run, Written("scored.csv", text)).ShouldRefuse(words);

    [Theory]
    [InlineData("c,b,a\nx,2,0.5\ny,3,-0.25\n")]
    [InlineData("more,a,b,c,a\nlots,0.5,2,x,9\nof it,-0.25,3,y,9\n")]
    [InlineData("c;b;a\nx;2;0,5\ny;3;-0,25\n")]
    public void Evaluate_ColumnsInAnotherOrderOrMore_GivesTheSame(string text)
    {
        string straight = Written("straight.csv", "a,b,c\n0.5,2,x\n-0.25,3,y\n");
        Elbo("evaluate", people.Run, Written("scored.csv", text)).ShouldBe(Elbo("evaluate", people.Run, straight));
        Tool.Run("encode", people.Run, Folder["scored.csv"], "--out", Folder["scored-z.csv"], "--quiet").Code.ShouldBe(0);
        Tool.Run("encode", people.Run, straight, "--out", Folder["straight-z.csv"], "--quiet").Code.ShouldBe(0);
        File.ReadAllText(Folder["scored-z.csv"]).ShouldBe(File.ReadAllText(Folder["straight-z.csv"]));
    }

    [Theory]
    [InlineData("a,b,c\n0.5,2,never seen\n")]
    [InlineData("a,b,c\n0.5,2,17\n")]
    [InlineData("a,b,c\ninf,-inf,x\n")]
    [InlineData("a,b,c\n,,\n")]
    public void Evaluate_UnseenInfiniteOrMissing_IsDefined(string text) => double.IsFinite(Elbo("evaluate", people.Run, Written("scored.csv", text))).ShouldBeTrue();

    [Fact]
    public void Impute_InfiniteCells_StayAndTellTheModelNothing()
    {
        string with = Written("with.csv", "a,b,c\ninf,,x\n"), without = Written("without.csv", "a,b,c\n,,x\n");
        Tool.Run("impute", people.Run, with, "--out", Folder["1.csv"], "--quiet").Code.ShouldBe(0);
        Tool.Run("impute", people.Run, without, "--out", Folder["2.csv"], "--quiet").Code.ShouldBe(0);
        string[] cells = File.ReadAllLines(Folder["1.csv"])[1].Split(','), others = File.ReadAllLines(Folder["2.csv"])[1].Split(',');
        cells[0].ShouldBe("inf");
        cells[1].ShouldBe(others[1]);
    }

    [Fact]
    public void Evaluate_OwnRows_AreReadAsTheyWereInTraining()
    {
        string text = "a|b|c\n" + string.Concat(TableRun.Lines(200, separator: "|")).Replace("|0|", "|-99|", StringComparison.Ordinal);
        Train(Encoding.UTF8.GetBytes(text), "--missing", "-99", "--separator", "|").Code.ShouldBe(0);
        JsonElement record = JsonDocument.Parse(File.ReadAllText(Path.Join(Folder["run"], "run.json"))).RootElement;
        Elbo("evaluate", Folder["run"]).ShouldBe(record.GetProperty("result").GetProperty("elbo").GetDouble(), 1e-9);
    }

    [Fact]
    public void Evaluate_TableWithAModelOfPlainNumbers_IsRefused()
    {
        TinyRun.WriteTable(Folder["plain.npy"], 60, 2);
        TinyRun.Train(Folder["plain.npy"], Folder["plain"], "--epochs", "1").ShouldGiveJson();
        Tool.Run("evaluate", Folder["plain"], Written("table.csv", "x0,x1\n1,2\n2,3\n4,5\n")).ShouldRefuse("made for plain rows of numbers");
    }

    [Fact]
    public void Train_Table_LeavesRowsAndAReportOfColumns()
    {
        string[] samples = File.ReadAllLines(Path.Join(people.Run, "samples.csv"));
        samples.Length.ShouldBe(101);
        samples[0].ShouldBe("a,b,c");
        samples.Skip(1).ShouldAllBe(line => line.EndsWith(",x", StringComparison.Ordinal) || line.EndsWith(",y", StringComparison.Ordinal) || line.EndsWith(",z", StringComparison.Ordinal));
        File.Exists(Path.Join(people.Run, "samples.png")).ShouldBeFalse();
        string report = File.ReadAllText(Path.Join(people.Run, "report.html"));
        report.ShouldContain("The columns");
        report.ShouldContain("drawn rows");
        report.ShouldContain("3: x, y, z");
        report.ShouldNotContain("<img");
    }

    [Theory]
    [InlineData("student-t-vae")]
    [InlineData("vae")]
    [InlineData("ae")]
    public void Train_TableWithALikelihoodForPlainNumbers_GivesLevelsAllTheSame(string recipe)
    {
        Tool.Run(["train", people.Table, "--recipe", recipe, "--out", Folder["run"], "--set", "model.likelihood=student-t", .. TableRun.Small]).Code.ShouldBe(0);
        File.ReadAllLines(Folder["run/samples.csv"]).Skip(1).Select(line => line.Split(',').Last()).Distinct().ShouldBeSubsetOf(["x", "y", "z"]);
        File.ReadAllText(Folder["run/report.html"]).ShouldContain("The columns");
    }

    private static IEnumerable<string> Numbers(int count, Func<double, string> line) => Numbers(count, (x, _) => line(x));

    private static IEnumerable<string> Numbers(int count, Func<double, int, string> line) => Enumerable.Range(1, count).Select(i => FormattableString.Invariant($"{line(Math.Round(Math.Sin(i), 4), i)}"));

    private string Written(string name, string text) => Folder.Write(name, Encoding.UTF8.GetBytes(text));

    private Outcome Train(byte[] table, params string[] more) => Tool.Run(["train", Folder.Write("table.csv", table), "--out", Folder["run"], .. TableRun.Small, .. more]);

    /// <summary>Trains on a table and gives what its columns were taken for.</summary>
    private Dictionary<string, string> Kinds(string text)
    {
        Train(Encoding.UTF8.GetBytes(text)).Code.ShouldBe(0);
        JsonElement info = Tool.Run("data", "info", Folder["table.csv"], "--json").ShouldGiveJson();
        return info.GetProperty("columns").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("kind").GetString()!);
    }

    private static double Elbo(params string[] args) => Tool.Run([.. args, "--json", "--quiet"]).ShouldGiveJson().GetProperty("elbo").GetDouble();
}
