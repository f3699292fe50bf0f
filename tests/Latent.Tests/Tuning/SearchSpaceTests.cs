using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Data;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Tuning;

namespace Latent.Tests.Tuning;

public sealed class SearchSpaceTests
{
    private static readonly DataSet s_images = SmallData.Images(40);

    public static TheoryData<string> Names => [.. Recipes.All.Select(r => r.Name)];

    [Theory]
    [InlineData("training.learning-rate=1e-4..1e-2", """{"from":0.0001,"to":0.01,"scale":"log"}""")]
    [InlineData("model.bound.beta=0.5..2", """{"from":0.5,"to":2,"scale":"linear"}""")]
    [InlineData("model.latent={from: 1, to: 100, scale: linear}", """{"from":1,"to":100,"scale":"linear"}""")]
    [InlineData("training.batch = 64,128", "[64,128]")]
    [InlineData("model.hidden=[200,200],[400]", "[[200,200],[400]]")]
    [InlineData("model.activation=relu,silu", """["relu","silu"]""")]
    public void Parse_WhatAPersonWrites_IsARange(string text, string json)
    {
        SearchRange range = SearchRange.Parse(text);
        range.ToJson().ToJsonString().ShouldBe(json);
        SearchRange.Read(range.Path, JsonNode.Parse(json)).ToJson().ToJsonString().ShouldBe(json);
    }

    [Theory]
    [InlineData("model.latent", "not a range")]
    [InlineData("model.latent=", "not a range")]
    [InlineData("model.latent=8..4", "must be the smaller")]
    [InlineData("model.latent=4..many", "must be numbers")]
    [InlineData("model.latent=4", "at least two")]
    [InlineData("model.latent={from: 4}", "needs a number 'to'")]
    [InlineData("model.latent={from: 4, too: 8}", "'too'")]
    [InlineData("model.latent={from: 4, to: 8, scale: cubic}", "log or linear")]
    [InlineData("model.bound.beta={from: 0, to: 8, scale: log}", "above 0")]
    [InlineData("latent=4..8", "not a path")]
    [InlineData("training.epochs=4..8", "compete for")]
    [InlineData("data.binarize=none,sampled", "cannot be compared")]
    public void Parse_ABadRange_IsRefused(string text, string words) =>
        Should.Throw<InputException>(() => SearchRange.Parse(text)).Message.ShouldContain(words);

    [Theory]
    [InlineData("model.latnt=4..8", "did you mean 'model.latent'")]
    [InlineData("model.latent=0.5..8", "whole number")]
    [InlineData("model.activation=relu,rulu", "did you mean 'relu'")]
    public void For_ASettingThatIsNotThere_NamesTheNearest(string text, string words) =>
        Should.Throw<InputException>(() => Fitted(text)).Message.ShouldContain(words);

    [Fact]
    public void For_WholeEnds_FindsOutWhetherTheSettingTakesFractions()
    {
        Fitted("model.latent=2..5").IsWhole.ShouldBeTrue();
        Fitted("model.bound.beta=1..5").IsWhole.ShouldBeFalse();
        Fitted("training.learning-rate=1e-4..1e-2").IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void At_AllShares_StaysWithinAndReachesBothEnds()
    {
        double[] shares = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)];
        SearchRange whole = Fitted("model.latent=2..5");
        shares.GroupBy(s => (double)whole.At(s)!).Select(g => (g.Key, g.Count())).ShouldBe([(2, 250), (3, 250), (4, 250), (5, 250)]);
        SearchRange rate = Fitted("training.learning-rate=1e-4..1e-2");
        double[] rates = [.. shares.Select(s => (double)rate.At(s)!)];
        rates.ShouldAllBe(r => r >= 1e-4 && r <= 1e-2);
        rates.Count(r => r < 1e-3).ShouldBeInRange(495, 505);
        SearchRange choice = SearchRange.Parse("training.batch=16,32");
        shares.Count(s => (double)choice.At(s)! == 16).ShouldBe(500);
    }

    [Fact]
    public void Space_TwoRangesOfOneSettingOrNone_IsRefused()
    {
        Should.Throw<InputException>(() => new SearchSpace()).Message.ShouldContain("nothing to search");
        Should.Throw<InputException>(() => new SearchSpace(SearchRange.Parse("model.latent=2..4"), SearchRange.Parse("model.latent=4..8"))).Message.ShouldContain("two ranges");
    }

    [Fact]
    public void Draw_SameGenerator_SameValuesWhateverElseIsSearched()
    {
        SearchRange latent = Fitted("model.latent=2..50"), rate = Fitted("training.learning-rate=1e-4..1e-2");
        JsonObject both = new SearchSpace(rate, latent).Draw(new Rng(4));
        both.ToJsonString().ShouldBe(new SearchSpace(rate, latent).Draw(new Rng(4)).ToJsonString());
        both["model.latent"]!.ToJsonString().ShouldBe(new SearchSpace(latent).Draw(new Rng(4))["model.latent"]!.ToJsonString());
        both.ToJsonString().ShouldNotBe(new SearchSpace(rate, latent).Draw(new Rng(5)).ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_EveryRecipe_IsWithinWhatItTakes(string name)
    {
        DataSet data = SmallData.SmallestFor(name, 40);
        ComposedModel composed = SmallData.Compose(name, data);
        Recipe recipe = Recipe.Parse(YamlTree.Write(composed.Settings), name);
        SearchSpace space = SearchSpace.Of(recipe, composed, data.Count);
        space.Ranges.Select(r => r.Path).ShouldContain("training.learning-rate");
        space.Ranges.ShouldAllBe(r => !r.Path.StartsWith("data.", StringComparison.Ordinal) && !r.Path.StartsWith("model.likelihood", StringComparison.Ordinal));
        JsonObject drawn = space.Draw(new Rng(2));
        drawn.Aggregate(recipe, (r, s) => r.With(s.Key, s.Value!.ToJsonString())).Compose(composed.Schema, null, composed.Preparation).Model.LatentSize.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Of_ARecipeWithABetaOfItsOwn_LeavesItAlone() =>
        SearchSpace.Of(Recipe.Named("beta-vae"), SmallData.Compose("beta-vae", s_images)).Ranges.ShouldNotContain(r => r.Path == "model.bound.beta");

    [Fact]
    public void Of_ARecipeThatDeclaresRanges_HasThose()
    {
        Recipe recipe = Recipe.Parse("recipe: vae\ntune:\n  model.latent: { from: 2, to: 8 }\n  training.batch: [8, 16]\n", "mine.yaml").With("training.epochs", 3);
        SearchSpace.Of(recipe, recipe.Compose(DataSchema.Of(s_images))).Ranges.Select(r => r.Path).ShouldBe(["model.latent", "training.batch"]);
        recipe.Compose(DataSchema.Of(s_images)).Settings.ContainsKey("tune").ShouldBeFalse("ranges are no part of the model");
        Should.Throw<InputException>(() => Recipe.Parse("tune: 3", "mine.yaml")).Message.ShouldContain("'tune'");
        Should.Throw<InputException>(() => recipe.With("tune.model.latent", 3)).Message.ShouldContain("no settings");
    }

    [Fact]
    public void Notes_OtherLikelihoods_SayThatNatsDiffer()
    {
        new SearchSpace(SearchRange.Parse("model.likelihood=gaussian,bernoulli")).Notes.Single().ShouldContain("compared only");
        new SearchSpace(SearchRange.Parse("model.latent=2..8")).Notes.ShouldBeEmpty();
    }

    private static SearchRange Fitted(string text)
    {
        Recipe recipe = Recipe.Named("vae");
        return new SearchSpace(SearchRange.Parse(text)).For(recipe, recipe.Compose(DataSchema.Of(s_images))).Ranges[0];
    }
}
