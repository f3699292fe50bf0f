using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Latent.Composition;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests;

/// <summary>The pages say what the code does.</summary>
public sealed partial class DocumentationTests
{
    private static readonly DataSchema s_table = new("people", DataKind.Table, new Shape(1)) { Table = new TableSchema([new Column("age", ColumnKind.Real)]) };

    private static readonly DataSchema s_images = new("images", DataKind.Image, new Shape(28, 28), 0, 1, EightBit: true) { Classes = ["cat", "dog"] };

    public static TheoryData<string> Pages =>
    [
        "README.md", "CHANGELOG.md", "docs/anomalies.md", "docs/architecture.md", "docs/command-line.md", "docs/data.md", "docs/determinism.md", "docs/forecasting.md", "docs/maps.md",
        "docs/metrics.md", "docs/package.md", "docs/recipes.md", "docs/results.md", "docs/tables.md", "docs/missing-values.md",
        "docs/recipes/semi-supervised.md", "docs/recipes/m1.md", "docs/recipes/m2.md", "docs/recipes/m1-m2.md",
        "docs/recipes/concrete-vae.md", "docs/recipes/vq-vae.md",
    ];

    /// <summary>Every kind of part that a recipe can name, by the setting that names it.</summary>
    public static TheoryData<string, string> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, string>();
            Add("model.posterior", Parts.Posteriors.Select(p => p.Name));
            Add("model.prior", Parts.Priors.Select(p => p.Name));
            Add("model.likelihood", Parts.Likelihoods.Select(p => p.Name));
            Add("model.bound", Parts.Bounds.Select(p => p.Name));
            Add("model.corruption", Parts.Corruptions.Select(p => p.Name));
            Add("model.condition", Parts.Conditions.Select(p => p.Name));
            Add("model.penalties", Parts.Penalties.Select(p => p.Name));
            Add("training.optimizer", Parts.Optimizers.Select(p => p.Name));
            Add("training.decay", ["constant", "step", "lengthening", "cosine", "plateau"]);
            return kinds;

            void Add(string setting, IEnumerable<string> names)
            {
                foreach (string name in names)
                {
                    kinds.Add(setting, name);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFilesThatAreThere(string page)
    {
        string folder = Path.GetDirectoryName(Repository.FullPath(page))!;
        foreach (Match link in RelativeLink().Matches(Repository.Read(page)))
        {
            File.Exists(Path.Join(folder, link.Groups[1].Value)).ShouldBeTrue($"{page} links to {link.Groups[1].Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Quotations_StandInTheFilesThatTheyName(string page)
    {
        foreach (Match quotation in Quotation().Matches(Repository.Read(page)))
        {
            string source = Unindented(Repository.Read(quotation.Groups[1].Value));
            source.ShouldContain(Unindented(quotation.Groups[2].Value), Case.Sensitive, $"{page} quotes {quotation.Groups[1].Value}");
        }
    }

    [Fact]
    public void Architecture_NamesEveryRoom()
    {
        string page = Repository.Read("docs/architecture.md");
        foreach (string folder in Directory.EnumerateDirectories(Repository.FullPath("src/Latent")).Select(path => Path.GetFileName(path)))
        {
            page.ShouldContain($"`{folder}`", Case.Sensitive);
        }
    }

    [Fact]
    public void Architecture_QuotesTheCode() =>
        Quotation().Count(Repository.Read("docs/architecture.md")).ShouldBeGreaterThanOrEqualTo(3);

    [Theory]
    [InlineData("vae")]
    [InlineData("beta-vae")]
    [InlineData("iwae")]
    [InlineData("ae")]
    [InlineData("dae")]
    [InlineData("conditional-vae")]
    [InlineData("resnet-vae")]
    [InlineData("perceptual-vae")]
    [InlineData("vae-gan")]
    [InlineData("denoising-vae")]
    [InlineData("upscaling-vae")]
    [InlineData("dip-vae-2")]
    [InlineData("info-vae")]
    [InlineData("wae-gan")]
    [InlineData("rae")]
    [InlineData("sparse-ae")]
    [InlineData("miwae")]
    [InlineData("piwae")]
    [InlineData("ciwae")]
    [InlineData("renyi-vae")]
    [InlineData("mixture-prior")]
    [InlineData("conditional-prior")]
    [InlineData("hyperspherical-vae")]
    [InlineData("full-gaussian")]
    [InlineData("flow")]
    [InlineData("planar-flow")]
    [InlineData("sylvester-flow")]
    [InlineData("realnvp-prior")]
    [InlineData("maf-prior")]
    [InlineData("semi-supervised")]
    [InlineData("m1")]
    [InlineData("m2")]
    [InlineData("m1-m2")]
    [InlineData("vq-vae")]
    public void RecipesPage_HasEverySettingOfEveryRecipe(string recipe) =>
        RequireRows(Recipe.Named(recipe), checkDefaults: recipe == "vae");

    [Fact]
    public void RecipesPage_NamesEveryRecipe()
    {
        string page = Repository.Read("docs/recipes.md");
        Recipes.All.ShouldAllBe(r => page.Contains($"| `{r.Name}` |", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryRecipe_HasAPageThatSaysWhatItHasTo()
    {
        string[] pages = [.. Directory.EnumerateFiles(Repository.FullPath("docs/recipes"), "*.md")];
        pages.Select(Path.GetFileNameWithoutExtension).ShouldBe(Recipes.All.Select(r => r.Name), ignoreOrder: true);
        foreach (string file in pages)
        {
            string name = Path.GetFileNameWithoutExtension(file), page = File.ReadAllText(file);
            page.ShouldContain("**Paper.**", Case.Sensitive, name);
            page.ShouldContain("**When to pick it.**", Case.Sensitive, name);
            page.ShouldContain($"--recipe {name} ", Case.Sensitive, name);
            page.ShouldContain("Reached here", Case.Sensitive, name);
            foreach (Match link in RelativeLink().Matches(page))
            {
                File.Exists(Path.Join(Path.GetDirectoryName(file), link.Groups[1].Value)).ShouldBeTrue($"{name} links to {link.Groups[1].Value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RecipesPage_HasEverySettingOfEveryPart(string setting, string kind)
    {
        Repository.Read("docs/recipes.md").ShouldContain($"`{kind}`", Case.Sensitive);
        // A penalty may ask for latents that are not those of the plain VAE.
        NamedRecipe? user = setting == "model.penalties" ? Recipes.All.FirstOrDefault(r => r.Yaml.Contains(kind, StringComparison.Ordinal)) : null;
        bool ofNumbers = (setting, kind) is ("model.condition", "number");
        bool ofTables = (setting, kind) is ("model.likelihood", "columns") or ("model.corruption", "cells");
        RequireRows(Recipe.Named(user?.Name ?? (ofNumbers ? "m2" : "vae")).With(setting, kind), checkDefaults: false, ofNumbers ? s_images with { Target = "size" } : ofTables ? s_table : null);
    }

    [Fact]
    public void RecipesPage_ExampleComposes()
    {
        Match example = Yaml().Match(Repository.Read("docs/recipes.md"));
        example.Success.ShouldBeTrue();
        Recipe.Parse(example.Groups[1].Value, "docs/recipes.md").Compose(s_images).Model.LatentSize.ShouldBe(32);
    }

    [Fact]
    public void RecipesPage_HasEverySettingOfSequences() =>
        RequireRows(Recipe.Named("video-vae").With("model.bound.beta", 1), checkDefaults: false, new DataSchema("films", DataKind.Sequence, new Shape(4, 16, 16), 0, 1));

    private static void RequireRows(Recipe recipe, bool checkDefaults, DataSchema? schema = null)
    {
        string[] rows = [.. Repository.Read("docs/recipes.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        foreach ((string path, JsonNode? value) in Leaves(recipe.Compose(schema ?? s_images).Settings, ""))
        {
            string row = rows.FirstOrDefault(r => r.StartsWith($"| `{path}` |", StringComparison.Ordinal)).ShouldNotBeNull($"docs/recipes.md has no row for {path}");
            if (checkDefaults)
            {
                string text = YamlTree.Write(new JsonObject { ["value"] = value?.DeepClone() })["value: ".Length..].Trim();
                row.Split('|')[2].ShouldContain($"`{text}`", Case.Sensitive, path);
            }
        }
    }

    private static IEnumerable<(string Path, JsonNode? Value)> Leaves(JsonObject branch, string prefix) =>
        branch.SelectMany(pair => pair.Value switch
        {
            JsonObject inner => Leaves(inner, $"{prefix}{pair.Key}."),
            JsonArray list when list.Any(item => item is JsonObject) => list.SelectMany(item => Leaves((JsonObject)item!, $"{prefix}{pair.Key}[].")),
            _ => [(prefix + pair.Key, pair.Value)],
        });

    private static string Unindented(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex(@"<!-- (\S+\.cs) -->\n```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Quotation();

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
