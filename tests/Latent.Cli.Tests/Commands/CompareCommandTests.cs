using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

public sealed class CompareCommandTests(TinyRun tiny) : FolderTests, IClassFixture<TinyRun>
{
    [Fact]
    public void Compare_TwoRuns_ShowsWhatDiffersAndWritesAPage()
    {
        TinyRun.Train(tiny.Shapes, Folder["other"], "--epochs", "3", "--set", "model.bound.beta=0.5").ShouldGiveJson();
        JsonElement document = Tool.Run("compare", tiny.Run, Folder["other"], "--out", Folder["page.html"], "--json").ShouldGiveJson("runs", "best", "notes", "out");
        document.GetProperty("runs")[1].GetProperty("settings").GetProperty("model.bound.beta").GetDouble().ShouldBe(0.5);
        document.GetProperty("runs")[1].GetProperty("epochs").GetInt32().ShouldBe(3);
        string page = File.ReadAllText(Folder["page.html"]);
        page.ShouldContain("Validation ELBO");
        page.ShouldContain("data:image/png;base64,");
        Outcome text = Tool.Run("compare", tiny.Run, Folder["other"]);
        text.Output.ShouldContain("model.bound.beta");
        text.Output.ShouldContain(" *");
    }

    [Fact]
    public void Compare_OnData_MeasuresEveryRunOnIt()
    {
        TinyRun.Train(tiny.Shapes, Folder["other"], "--epochs", "1").ShouldGiveJson();
        JsonElement runs = Tool.Run("compare", tiny.Run, Folder["other"], "--data", tiny.Shapes, "--limit", "50", "--importance-samples", "4", "--json").ShouldGiveJson("runs").GetProperty("runs");
        double measured = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--limit", "50", "--seed", "0", "--importance-samples", "4", "--json").ShouldGiveJson().GetProperty("log_likelihood").GetDouble();
        runs[0].GetProperty("log_likelihood").GetDouble().ShouldBe(measured);
        runs[1].GetProperty("log_likelihood").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Fact]
    public void Compare_RunsOnDifferentData_SaysSo() =>
        Tool.Run("compare", tiny.Run, tiny.TableRun).Output.ShouldContain("different data");

    [Fact]
    public void Compare_BadInput_IsRefused()
    {
        Tool.Run("compare", tiny.Run).ShouldRefuse("only one");
        Tool.Run("compare", tiny.Run, tiny.Run).ShouldRefuse("named twice");
        Tool.Run("compare", tiny.Run, Folder["none"]).ShouldRefuse("There is no run");
        Tool.Run("compare", tiny.Run, tiny.TableRun, "--out", Folder["page.png"]).ShouldRefuse(".html");
        Tool.Run("compare", tiny.Run, tiny.TableRun, "--importance-samples", "5").ShouldRefuse("--data");
        Tool.Run("compare").ShouldRefuse("RUN");
    }
}
