using System.Text;
using System.Text.Json.Nodes;
using Latent.Composition;

namespace Latent.Tests.Composition;

public class YamlTreeTests
{
    [Fact]
    public void Parse_OfWhatWasWritten_IsTheSameTree()
    {
        var tree = (JsonObject)JsonNode.Parse("""{ "a": 1, "b": { "c": [1, 2], "d": "true", "e": "two words: #", "f": 1E-08, "g": false, "h": "" }, "i": [], "j": "0.5" }""")!;
        JsonNode.DeepEquals(YamlTree.Parse(YamlTree.Write(tree), "a test"), tree).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("just a text")]
    [InlineData("[1, 2]")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: [1")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("? [1, 2]\n: 3")]
    public void Parse_OfWhatIsNoRecipe_SaysSo(string text) => Should.Throw<InputException>(() => YamlTree.Parse(text, "f.yaml")).Message.ShouldStartWith("f.yaml is not a recipe");

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "x")]
    public void Parse_OfDeepNesting_IsRefused(string open, string end)
    {
        string text = "a:\n  " + new StringBuilder().Insert(0, open, 50_000) + end;
        Should.Throw<InputException>(() => YamlTree.Parse(text, "f.yaml")).Message.ShouldContain("nested more than 32 deep");
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("[200, 100]", "[200,100]")]
    [InlineData("relu", "\"relu\"")]
    [InlineData("'3'", "\"3\"")]
    [InlineData("true", "true")]
    [InlineData("{ kind: linear, to: 2 }", "{\"kind\":\"linear\",\"to\":2}")]
    public void ParseValue_IsWhatStandsRightOfAColon(string text, string json) => YamlTree.ParseValue(text, "a test")!.ToJsonString().ShouldBe(json);
}
