using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Training;

namespace Latent.Tests.Composition;

public class SettingsTests
{
    [Fact]
    public void RefuseUnknown_NamesTheNearestKey()
    {
        Settings settings = Of("model: { latnet: 3, hidden: [4] }");
        Settings model = settings.Branch("model");
        model.Integer("latent", 2);
        model.Integers("hidden", 5);
        Should.Throw<InputException>(settings.RefuseUnknown).Message.ShouldContain("unknown key 'model.latnet'; did you mean 'model.latent'? Known here: latent, hidden");
    }

    [Fact]
    public void Effective_HoldsDefaultsAndWhatWasGiven()
    {
        Settings settings = Of("a: 3, part: { kind: big, size: 2 }");
        settings.Number("a", 1);
        settings.Flag("b", true);
        Settings part = settings.Part("part", "small");
        part.Text("kind", "small");
        part.Integer("size", 1);
        settings.Part("other", "small").Text("kind", "");
        settings.RefuseUnknown();
        settings.Effective.ToJsonString().ShouldBe("""{"a":3,"b":true,"part":{"kind":"big","size":2},"other":{"kind":"small"}}""");
    }

    [Theory]
    [InlineData("a: text", "must be a number, not \"text\"")]
    [InlineData("a: [1, 2]", "must be a number, not [1,2]")]
    [InlineData("a: true", "must be a number, not true")]
    [InlineData("a: { b: 1 }", "must be a number, not {\"b\":1}")]
    public void Number_OfSomethingElse_IsRefused(string yaml, string message) => Refusal(yaml, s => s.Number("a", 1)).ShouldContain(message);

    [Theory]
    [InlineData("a: 1.5", "1.5; it must be a whole number of at least 1")]
    [InlineData("a: 0", "is 0; it must be a whole number of at least 1")]
    [InlineData("a: 1e30", "whole number")]
    public void Integer_ThatIsNone_IsRefused(string yaml, string message) => Refusal(yaml, s => s.Integer("a", 1, 1)).ShouldContain(message);

    [Theory]
    [InlineData("a: 0")]
    [InlineData("a: -1")]
    public void Positive_OfLess_IsRefused(string yaml) => Refusal(yaml, s => s.Positive("a", 1)).ShouldContain("'a' must be above 0");

    [Theory]
    [InlineData("a: -0.1", "is -0.1; it must be at least 0 and below 1")]
    [InlineData("a: 1", "is 1; it must be at least 0 and below 1")]
    public void Within_OutsideItsLimits_IsRefused(string yaml, string message) => Refusal(yaml, s => s.Within("a", 0.5, 0, 1)).ShouldContain(message);

    [Theory]
    [InlineData("a: [1, 0]")]
    [InlineData("a: [1, x]")]
    [InlineData("a: [1.5]")]
    public void Integers_OfAnythingElse_AreRefused(string yaml) => Refusal(yaml, s => s.Integers("a", 1)).ShouldContain("'a' must be");

    [Fact]
    public void Integers_OfASingleNumber_IsAListOfOne() => Of("a: 7").Integers("a", 1, 2).ShouldBe([7]);

    [Fact]
    public void Choice_OfAnUnknownName_SuggestsTheNearest() =>
        Refusal("a: gausian", s => s.Choice("a", 1, [("gaussian", 1), ("laplace", 2)])).ShouldContain("did you mean 'gaussian'? It can be gaussian, laplace");

    [Theory]
    [InlineData("a: 3", "a group of settings")]
    [InlineData("a: [3]", "a group of settings")]
    public void Branch_OfSomethingElse_IsRefused(string yaml, string message) => Refusal(yaml, s => s.Branch("a")).ShouldContain(message);

    [Fact]
    public void Integer_AboveItsMaximum_IsRefused() => Refusal("a: 7", s => s.Integer("a", 1, 1, 5)).ShouldContain("'a' is 7; it must be at most 5");

    [Theory]
    [InlineData("a: [big, { kind: small, size: 3 }]", "big", "small")]
    [InlineData("a: big", "big")]
    [InlineData("a: { kind: big }", "big")]
    [InlineData("a: []")]
    [InlineData("x: 1")]
    public void Parts_AreAListOfNamesAndGroups(string yaml, params string[] kinds)
    {
        Settings settings = Of(yaml);
        settings.Parts("a").Select(p => p.Text("kind", "")).ShouldBe(kinds);
        settings.Effective["a"]!.AsArray().Count.ShouldBe(kinds.Length);
    }

    [Theory]
    [InlineData("a: [3]", "'a' must be a list of parts")]
    [InlineData("a: [{ size: 3 }]", "'a' must be a list of parts")]
    [InlineData("a: true", "'a' must be a list of parts")]
    public void Parts_OfAnythingElse_AreRefused(string yaml, string message) => Refusal(yaml, s => s.Parts("a")).ShouldContain(message);

    [Fact]
    public void Parts_WithAnUnknownKey_NameItAndTheNearest()
    {
        Settings settings = Of("a: [big, { kind: small, sise: 3 }]");
        settings.Parts("a").ToList().ForEach(p => (p.Text("kind", ""), p.Integer("size", 1)).ToString());
        Should.Throw<InputException>(settings.RefuseUnknown).Message.ShouldContain("unknown key 'a[1].sise'; did you mean 'a[1].size'?");
    }

    [Theory]
    [InlineData("beta: 4", 0, 4)]
    [InlineData("beta: { value: 3 }", 7, 3)]
    [InlineData("beta: { kind: linear, from: 0, to: 2, epochs: 10 }", 5, 1)]
    [InlineData("beta: { kind: cyclical, to: 2, period: 4, rise: 1 }", 6, 1)]
    [InlineData("x: 0", 3, 1)]
    public void Schedule_IsANumberOrAGroup(string yaml, double epoch, double expected)
    {
        Schedule schedule = Of(yaml).Schedule("beta", 1);
        schedule.At(epoch).ShouldBe(expected, 1e-12);
    }

    private static Settings Of(string yaml) => new(YamlTree.Parse("{ " + yaml + " }", "a test"));

    private static string Refusal(string yaml, Action<Settings> read) => Should.Throw<InputException>(() => read(Of(yaml))).Message;
}
