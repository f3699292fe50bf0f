using System.Globalization;
using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

public sealed class SamplerCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Sample_FromASampler_FitsItOnceAndKeepsIt()
    {
        using var folder = new TemporaryFolder();
        TinyRun.Train(tiny.Table, folder["run"], "--epochs", "1", "--set", "model.posterior={ kind: vector-quantized, codes: 6, dimension: 2 }").ShouldGiveJson();
        string model = Path.Join(folder["run"], "model.safetensors");
        long before = new FileInfo(model).Length;
        JsonElement drawn = Tool.Run("sample", folder["run"], "--sampler", "codes", "--count", "9", "--out", folder["a.npy"], "--json").ShouldGiveJson();
        drawn.GetProperty("sampler").GetString().ShouldBe("codes");
        byte[] kept = File.ReadAllBytes(model);
        ((long)kept.Length).ShouldBeGreaterThan(before);
        Tool.Run("sample", folder["run"], "--sampler", "codes", "--count", "9", "--out", folder["b.npy"], "--json").ShouldGiveJson();
        File.ReadAllBytes(model).ShouldBe(kept);
        File.ReadAllBytes(folder["b.npy"]).ShouldBe(File.ReadAllBytes(folder["a.npy"]));
        Tool.Run("sample", folder["run"], "--count", "9", "--out", folder["c.npy"], "--json").ShouldGiveJson().GetProperty("sampler").GetString().ShouldBe("prior");
        File.ReadAllBytes(folder["c.npy"]).ShouldNotBe(File.ReadAllBytes(folder["a.npy"]));

        JsonElement result = Tool.Run("evaluate", folder["run"], "--json").ShouldGiveJson("perplexity", "codes", "dead_codes");
        result.GetProperty("codes").GetInt32().ShouldBe(6);
        result.GetProperty("perplexity").GetDouble().ShouldBeInRange(1, 6);
        result.GetProperty("kl").GetDouble().ShouldBe(2 * Math.Log(6), 1e-4);
        Tool.Run("evaluate", folder["run"]).Output.ShouldContain("dead codes");
    }

    [Fact]
    public void Sample_OfATable_TakesColumnsByDefaultAndThePriorWhereItCannot()
    {
        using var folder = new TemporaryFolder();
        void Write(string town) => File.WriteAllLines(folder["people.csv"], ["town,age,member", .. Enumerable.Range(0, 200).Select(i => $"{(i % 3 == 0 ? "Rome" : town)},{20 + (i * 7 % 41)},{(i % 3 == 0 ? "yes" : "no")}")]);
        Write("Oslo");
        TinyRun.Train(folder["people.csv"], folder["run"], "--epochs", "1", "--no-detector").ShouldGiveJson();
        File.Copy(Path.Join(folder["run"], "model.safetensors"), folder["fresh"]);
        JsonElement Sample(string to, params string[] more) => Tool.Run(["sample", folder["run"], "--count", "90", "--out", folder[to], "--json", .. more]).ShouldGiveJson();

        Sample("a.csv").GetProperty("sampler").GetString().ShouldBe("columns");
        string[] rows = File.ReadAllLines(folder["a.csv"]);
        rows.Length.ShouldBe(91);
        rows.Skip(1).Count(row => row.StartsWith("Rome", StringComparison.Ordinal) == row.EndsWith("yes", StringComparison.Ordinal)).ShouldBeGreaterThan(80);
        Sample("prior.csv", "--sampler", "prior").GetProperty("sampler").GetString().ShouldBe("prior");
        File.ReadAllText(folder["prior.csv"]).ShouldNotBe(File.ReadAllText(folder["a.csv"]));
        Sample("given.csv", "--condition", "member=yes");
        File.ReadAllLines(folder["given.csv"]).Skip(1).ShouldAllBe(row => row.EndsWith("yes", StringComparison.Ordinal));

        // What was fitted once is kept, whatever becomes of the rows.
        Write("Bonn");
        Sample("b.csv").GetProperty("sampler").GetString().ShouldBe("columns");
        File.ReadAllText(folder["b.csv"]).ShouldBe(File.ReadAllText(folder["a.csv"]));

        File.Copy(folder["fresh"], Path.Join(folder["run"], "model.safetensors"), overwrite: true);
        Sample("c.csv").GetProperty("sampler").GetString().ShouldBe("prior");
        File.ReadAllText(folder["c.csv"]).ShouldBe(File.ReadAllText(folder["prior.csv"]));
        File.Delete(folder["people.csv"]);
        Sample("d.csv").GetProperty("sampler").GetString().ShouldBe("prior");
        Tool.Run("sample", folder["run"], "--out", folder["e.csv"]).Error.ShouldContain("Rows come from the prior");
        Tool.Run("sample", folder["run"], "--out", folder["e.csv"], "--sampler", "columns").ShouldFail("people.csv");
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("prior")]
    public void Sample_OfATableWithAClass_GivesRowsTheirClass(string sampler)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["people.csv"], ["town,age,member", .. Enumerable.Range(0, 300).Select(i => $"{(i % 3 == 0 ? "Rome" : "Oslo")},{20 + (i * 7 % 41)},{(i % 3 == 0 ? "yes" : "no")}")]);
        Tool.Run("train", folder["people.csv"], "--label", "member", "--out", folder["run"], "--quick", "--quiet").Code.ShouldBe(0);
        Tool.Run("sample", folder["run"], "--count", "300", "--sampler", sampler, "--out", folder["rows.csv"], "--json").ShouldGiveJson();
        string[] lines = File.ReadAllLines(folder["rows.csv"]);
        lines[0].ShouldBe("town,age,member");
        lines.Skip(1).Count(l => l.StartsWith("Rome", StringComparison.Ordinal) == l.EndsWith("yes", StringComparison.Ordinal)).ShouldBeGreaterThan(270);
        lines.ShouldContain(l => l.EndsWith("yes", StringComparison.Ordinal));
        lines.ShouldContain(l => l.EndsWith("no", StringComparison.Ordinal));
        Tool.Run("sample", folder["run"], "--sampler", sampler, "--condition", "member=yes", "--out", folder["more.csv"]).ShouldRefuse("'member'", "train without --label");
        File.Exists(folder["more.csv"]).ShouldBeFalse();
    }

    [Fact]
    public void Sample_OfATableWithANumber_GivesRowsTheirNumber()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["people.csv"], ["town,age,height", .. Enumerable.Range(0, 300).Select(i => $"{(i % 3 == 0 ? "Rome" : "Oslo")},{20 + (i * 7 % 41)},{(i % 3 == 0 ? 150 : 190) + (i % 5)}")]);
        Tool.Run("train", folder["people.csv"], "--target", "height", "--out", folder["run"], "--quick", "--quiet").Code.ShouldBe(0);
        Tool.Run("sample", folder["run"], "--count", "300", "--out", folder["rows.csv"], "--json").ShouldGiveJson();
        string[][] rows = [.. File.ReadAllLines(folder["rows.csv"]).Skip(1).Select(l => l.Split(','))];
        rows.Where(r => r[0] == "Rome").Average(r => double.Parse(r[2], CultureInfo.InvariantCulture)).ShouldBeInRange(140, 165);
        rows.Where(r => r[0] == "Oslo").Average(r => double.Parse(r[2], CultureInfo.InvariantCulture)).ShouldBeInRange(180, 205);
    }

    [Fact]
    public void Evaluate_SamplesOfATable_AreOfColumnsByDefault()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["people.csv"], ["town,age,member", .. Enumerable.Range(0, 600).Select(i => $"{(i % 3 == 0 ? "Rome" : "Oslo")},{20 + (i * 7 % 41)},{(i % 3 == 0 ? "yes" : "no")}")]);
        TinyRun.Train(folder["people.csv"], folder["run"], "--epochs", "1", "--no-detector").ShouldGiveJson();
        string model = Path.Join(folder["run"], "model.safetensors");
        long before = new FileInfo(model).Length;
        Tool.Run("evaluate", folder["run"], "--json").ShouldGiveJson();
        new FileInfo(model).Length.ShouldBe(before);
        JsonElement result = Tool.Run("evaluate", folder["run"], "--samples", "200", "--report", folder["rows.html"], "--json").ShouldGiveJson();
        result.GetProperty("sampler").GetString().ShouldBe("columns");
        result.GetProperty("report").GetString().ShouldBe(folder["rows.html"]);
        string page = File.ReadAllText(folder["rows.html"]);
        page.ShouldContain("new rows of people");
        page.ShouldContain("What they give away");
        JsonElement prior = Tool.Run("evaluate", folder["run"], "--samples", "200", "--sampler", "prior", "--json").ShouldGiveJson();
        prior.GetProperty("sampler").GetString().ShouldBe("prior");
        static double Association(JsonElement of) => of.GetProperty("synthetic").GetProperty("association_error").GetDouble();
        Association(result).ShouldBeLessThan(Association(prior));
    }

    [Fact]
    public void Evaluate_AReportOfNoNewRows_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--samples", "50", "--report", folder["rows.html"]).ShouldRefuse("--report", "'latent report'");
        File.Exists(folder["rows.html"]).ShouldBeFalse();
    }

    [Fact]
    public void Evaluate_SamplesOfASampler_SaysSo()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--samples", "40", "--sampler", "mixture", "--json").ShouldGiveJson();
        result.GetProperty("sampler").GetString().ShouldBe("mixture");
        result.GetProperty("frechet_distance").GetDouble().ShouldBeGreaterThan(0);
        result.GetProperty("perplexity").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("codes", "vq-vae")]
    [InlineData("mixtures", "mixture")]
    [InlineData("columns", "not made for a table with columns")]
    public void Sample_FromASamplerThatDoesNotFit_IsRefused(string sampler, string words)
    {
        using var folder = new TemporaryFolder();
        Tool.Run("sample", tiny.TableRun, "--sampler", sampler, "--out", folder["a.npy"]).ShouldFail(words);
        File.Exists(folder["a.npy"]).ShouldBeFalse();
    }

    [Fact]
    public void Sample_AroundRowsFromASampler_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("sample", tiny.TableRun, "--around", tiny.Table, "--sampler", "mixture", "--out", folder["a.npy"]).ShouldFail("--around");
    }
}
