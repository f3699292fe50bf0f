using System.Text.Json;
using Latent.Data;

namespace Latent.Cli.Tests.Commands;

/// <summary>The commands that look: info, report, recipes, data.</summary>
public sealed class LookCommandTests(TinyRun tiny) : FolderTests, IClassFixture<TinyRun>
{
    [Fact]
    public void Info_Json_SaysWhatTheRunIs()
    {
        JsonElement info = Tool.Run("info", tiny.Run, "--json").ShouldGiveJson("recipe", "data", "latent", "parameters", "training", "files", "command");
        info.GetProperty("recipe").GetProperty("model").GetProperty("latent").GetInt32().ShouldBe(4);
        info.GetProperty("data").GetProperty("kind").GetString().ShouldBe("image");
        info.GetProperty("files").GetArrayLength().ShouldBe(7);
    }

    [Fact]
    public void Report_Again_IsTheSamePicture()
    {
        byte[] samples = File.ReadAllBytes(Path.Join(tiny.Run, "samples.png"));
        File.Delete(Path.Join(tiny.Run, "samples.png"));
        File.Delete(Path.Join(tiny.Run, "report.html"));
        Tool.Run("report", tiny.Run, "--json").ShouldGiveJson("report", "samples", "elbo");
        File.ReadAllBytes(Path.Join(tiny.Run, "samples.png")).ShouldBe(samples);
        File.ReadAllText(Path.Join(tiny.Run, "report.html")).ShouldContain("Evidence lower bound");
    }

    [Fact]
    public void Recipes_List_NamesThemAll() =>
        Tool.Run("recipes", "--json").ShouldGiveJson().GetProperty("recipes").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldBe(Recipes.All.Select(r => r.Name));

    [Fact]
    public void Recipes_Name_PrintsARecipeThatTrains()
    {
        Outcome printed = Tool.Run("recipes", "iwae", "--for", tiny.Shapes);
        File.WriteAllText(Folder["iwae.yaml"], printed.Output);
        TinyRun.Train(tiny.Shapes, Folder["run"], "--recipe", Folder["iwae.yaml"], "--epochs", "1", "--set", "model.decoder-hidden=[8]").ShouldGiveJson().GetProperty("recipe").GetString().ShouldBe("iwae");
    }

    public static TheoryData<string> RecipeNames() => [.. Recipes.All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(RecipeNames))]
    public void Recipes_EveryName_PrintsARecipeThatIsTheSameAgain(string name)
    {
        Outcome printed = Tool.Run("recipes", name);
        printed.Code.ShouldBe(0, printed.Error);
        printed.Output.ShouldStartWith($"recipe: {name}\n");
        File.WriteAllText(Folder["recipe.yaml"], printed.Output);
        Tool.Run("recipes", Folder["recipe.yaml"]).Output.ShouldBe(printed.Output);
    }

    [Fact]
    public void Recipes_ThatCountSteps_NameNoEpochs() =>
        Tool.Run("recipes", "table-vae", "--json").ShouldGiveJson().GetProperty("training").TryGetProperty("epochs", out _).ShouldBeFalse();

    [Fact]
    public void DataList_Json_NamesThemAll()
    {
        JsonElement list = Tool.Run("data", "list", "--json").ShouldGiveJson().GetProperty("data");
        list.EnumerateArray().Select(d => d.GetProperty("name").GetString()).ShouldBe(NamedDataSets.All.Select(d => d.Name));
        list.EnumerateArray().Single(d => d.GetProperty("name").GetString() == "shapes").GetProperty("available").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void DataInfo_Archive_SaysRowsRangeAndClasses()
    {
        JsonElement info = Tool.Run("data", "info", tiny.Shapes, "--json").ShouldGiveJson("kind", "rows", "row_shape", "minimum", "maximum", "classes", "path", "factors");
        info.GetProperty("rows").GetInt32().ShouldBe(120);
        info.GetProperty("classes").GetInt32().ShouldBe(4);
        info.GetProperty("eight_bit").GetBoolean().ShouldBeTrue();
        info.GetProperty("maximum").GetDouble().ShouldBe(1);
    }

    [Fact]
    public void DataInfo_NamedSet_KnowsItsFactors() =>
        Tool.Run("data", "info", "shapes", "--json").ShouldGiveJson().GetProperty("factors").GetArrayLength().ShouldBe(5);

    [Fact]
    public void DataGet_NobodyAnswers_FailsInOneSentence()
    {
        Outcome outcome = Tool.Run("data", "get", "mnist", "--to", Folder["data"], "--from", "http://127.0.0.1:9/");
        outcome.Code.ShouldBe(1);
        outcome.ErrorLines.Length.ShouldBe(1);
        outcome.Error.ShouldContain("127.0.0.1");
    }

    [Fact]
    public void DataGet_UnknownName_SuggestsTheNearest() => Tool.Run("data", "get", "mnits").ShouldRefuse("mnist");

    [Fact]
    public void DataGet_MadeOnTheSpot_IsRefused() => Tool.Run("data", "get", "shapes").ShouldRefuse("made on the spot");

    [Fact]
    public void DataMake_SameSeed_SameFile()
    {
        Tool.Run("data", "make", "shapes", "--count", "10", "--out", Folder["a.npz"], "--seed", "4", "--json").ShouldGiveJson("rows", "out");
        Tool.Run("data", "make", "shapes", "--count", "10", "--out", Folder["b.npz"], "--seed", "4").Code.ShouldBe(0);
        Tool.Run("data", "make", "shapes", "--count", "10", "--out", Folder["c.npz"], "--seed", "5").Code.ShouldBe(0);
        File.ReadAllBytes(Folder["b.npz"]).ShouldBe(File.ReadAllBytes(Folder["a.npz"]));
        File.ReadAllBytes(Folder["c.npz"]).ShouldNotBe(File.ReadAllBytes(Folder["a.npz"]));
    }

    [Fact]
    public void DataMake_UnknownName_IsRefused() => Tool.Run("data", "make", "shpaes", "--out", Folder["a.npz"]).ShouldRefuse("shapes");
}
