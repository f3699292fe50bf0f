using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

public sealed class DetectCommandTests(DetectCommandTests.Trained trained) : IClassFixture<DetectCommandTests.Trained>
{
    /// <summary>A run on rows of three numbers, of which the third is the sum of the others.</summary>
    public sealed class Trained : IDisposable
    {
        public Trained()
        {
            Folder = Directory.CreateTempSubdirectory("latent-detect-").FullName;
            File.WriteAllText(this["train.csv"], Rows(400, 1, _ => false, label: false));
            File.WriteAllText(this["test.csv"], Rows(60, 2, i => i % 6 == 0, label: true));
            Tool.Run("train", this["train.csv"], "--out", this["run"], "--epochs", "1", "--quiet").Code.ShouldBe(0);
        }

        public string Folder { get; }

        public string this[string name] => Path.Join(Folder, name);

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }

    [Fact]
    public void Detect_WithLabels_MeasuresAndBlames()
    {
        JsonElement document = Tool.Run("detect", trained["run"], trained["test.csv"], "--out", trained["scores.csv"], "--label", "wrong", "--json")
            .ShouldGiveJson("run", "data", "out", "rows", "anomalies", "threshold", "drift", "drift_p_value", "auroc", "average_precision");
        document.GetProperty("rows").GetInt32().ShouldBe(60);
        document.GetProperty("auroc").GetDouble().ShouldBeGreaterThan(0.95);
        string[] lines = File.ReadAllLines(trained["scores.csv"]);
        lines[0].ShouldBe("row,score,p_value,anomaly,top_columns");
        lines.Length.ShouldBe(61);
        lines.Skip(1).Count(line => line.Split(',')[3] == "1").ShouldBe(document.GetProperty("anomalies").GetInt32());
        lines[1].Split(',')[3].ShouldBe("1");
        lines[1].ShouldContain("c: ");
        lines[1].ShouldContain("expected");
    }

    [Fact]
    public void Detect_OfAShare_CallsSoManyAnomalies()
    {
        JsonElement document = Tool.Run("detect", trained["run"], trained["test.csv"], "--out", trained["share.csv"], "--contamination", "0.1", "--json").ShouldGiveJson("anomalies");
        document.GetProperty("anomalies").GetInt32().ShouldBe(6);
    }

    [Fact]
    public void Detect_OfStandardInput_AnswersInLines()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, Input: () => new MemoryStream(Encoding.UTF8.GetBytes("a,b,c\n0.5,0.5,1.0\n1,-1,9\n")));
        LatentProgram.Run(["detect", trained["run"], "-"], terminal, TestContext.Current.CancellationToken).ShouldBe(0, error.ToString());
        string[] lines = output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3);
        lines[0].ShouldBe("row,score,p_value,anomaly,top_columns");
        lines[1].ShouldStartWith("0,");
        lines[2].ShouldStartWith("1,");
        lines[2].ShouldContain(",1,");
        error.ToString().ShouldContain("2 rows scored, 1 of them anomalies");
    }

    [Fact]
    public void Detect_TheSameRowsTwice_GivesTheSameBytes()
    {
        Tool.Run("detect", trained["run"], trained["test.csv"], "--out", trained["one.csv"], "--threads", "1").Code.ShouldBe(0);
        Tool.Run("detect", trained["run"], trained["test.csv"], "--out", trained["two.csv"], "--threads", "3").Code.ShouldBe(0);
        File.ReadAllBytes(trained["two.csv"]).ShouldBe(File.ReadAllBytes(trained["one.csv"]));
    }

    [Fact]
    public void Detect_WithoutOut_SaysSo() => Tool.Run("detect", trained["run"], trained["test.csv"]).ShouldRefuse("needs --out FILE");

    [Fact]
    public void Detect_OfAnUnknownScore_NamesTheNearest() =>
        Tool.Run("detect", trained["run"], trained["test.csv"], "--out", trained["x.csv"], "--score", "neighbors").ShouldRefuse("'neighbours'");

    [Fact]
    public void Detect_OfATableThatLacksAColumn_NamesIt()
    {
        File.WriteAllText(trained["lacking.csv"], "a,b\n1,2\n");
        Tool.Run("detect", trained["run"], trained["lacking.csv"], "--out", trained["x.csv"]).ShouldRefuse("lacks the column 'c'");
        File.Exists(trained["x.csv"]).ShouldBeFalse();
    }

    private static string Rows(int count, ulong seed, Func<int, bool> wrong, bool label)
    {
        var rng = new Latent.Tensors.Rng(seed);
        var text = new StringBuilder(label ? "a,b,c,wrong\n" : "a,b,c\n");
        for (int i = 0; i < count; i++)
        {
            double a = rng.NextNormal(), b = rng.NextNormal(), c = a + b + (0.05 * rng.NextNormal()) + (wrong(i) ? 5 : 0);
            text.Append(CultureInfo.InvariantCulture, $"{a:0.0000},{b:0.0000},{c:0.0000}{(label ? wrong(i) ? ",1" : ",0" : "")}\n");
        }
        return text.ToString();
    }
}
