using Latent.Bounds;
using Latent.Composition;
using Latent.Data;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Composition;

public class RecipeTests
{
    private static readonly DataSet s_table = SmallData.Table(20);

    public static TheoryData<string> Names => [.. Recipes.All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_InFull_ComposesTheSameAgain(string name)
    {
        foreach (DataSet data in SmallData.For(name, 20))
        {
            ComposedModel composed = SmallData.Compose(name, data);
            string yaml = new TrainedModel(composed).Recipe;
            ComposedModel again = Recipe.Parse(yaml, "a test").Compose(composed.Schema, data.Rows);
            new TrainedModel(again).Recipe.ShouldBe(yaml);
            SmallData.Hash(again.Model.Parameters).ShouldBe(SmallData.Hash(composed.Model.Parameters));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_AsWritten_ReadsBack(string name)
    {
        Recipe recipe = Recipe.Named(name).With("model.latent", 3);
        Recipe.Parse(recipe.ToYaml(), "a test").ToYaml().ShouldBe(recipe.ToYaml());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_OfEveryName_IsDescribed(string name)
    {
        NamedRecipe recipe = Recipes.Find(name);
        recipe.Paper.ShouldNotBeEmpty();
        recipe.Summary.ShouldEndWith(".");
    }

    [Fact]
    public void Named_OfAnUnknownName_SuggestsTheNearest() => Should.Throw<InputException>(() => Recipe.Named("beta-vea")).Message.ShouldContain("did you mean 'beta-vae'?");

    [Theory]
    [InlineData("{ kind: elbo, samples: 2 }", "elbo", 2)]
    [InlineData("{ samples: 3 }", "elbo", 3)]
    [InlineData("{ kind: importance-weighted, samples: 7 }", "importance-weighted", 7)]
    [InlineData("{ kind: importance-weighted }", "importance-weighted", 50)]
    [InlineData("importance-weighted", "importance-weighted", 50)]
    public void With_OfAPart_KeepsWhatStillApplies(string value, string kind, int samples)
    {
        ComposedModel composed = Recipe.Named("beta-vae").With("model.bound", value).Compose(DataSchema.Of(s_table), s_table.Rows);
        composed.Settings["model"]!["bound"]!["kind"]!.GetValue<string>().ShouldBe(kind);
        composed.Model.Bound.Samples.ShouldBe(samples);
        if (kind == "elbo")
        {
            composed.Settings["model"]!["bound"]!["beta"]!.GetValue<double>().ShouldBe(4);
        }
    }

    [Fact]
    public void With_LeavesTheRecipeItselfAlone()
    {
        Recipe recipe = Recipe.Named("vae");
        string before = recipe.ToYaml();
        recipe.With("model.latent", 3).ToYaml().ShouldContain("latent: 3");
        recipe.ToYaml().ShouldBe(before);
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("model..latent", "1")]
    [InlineData("recipe", "iwae")]
    [InlineData("recipe.name", "iwae")]
    [InlineData("model.latent", "[1")]
    public void With_OfWhatCannotBe_IsRefused(string path, string value) => Should.Throw<InputException>(() => Recipe.Named("vae").With(path, value));

    [Fact]
    public void Parse_StartsFromTheRecipeItNames()
    {
        Recipe recipe = Recipe.Parse("recipe: iwae\nmodel: { latent: 3 }", "a test");
        recipe.Name.ShouldBe("iwae");
        ComposedModel composed = recipe.Compose(DataSchema.Of(s_table), s_table.Rows);
        composed.Model.Bound.ShouldBeOfType<ImportanceWeighted>();
        composed.Model.LatentSize.ShouldBe(3);
        Recipe.Parse("""{ "model": { "latent": 5 } }""", "a test").Name.ShouldBe("vae");
        Should.Throw<InputException>(() => Recipe.Parse("recipe: 3", "a test")).Message.ShouldContain("'recipe' must be the name");
    }

    [Fact]
    public void Open_TakesANameOrAFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mine.yaml"], "recipe: ae\ntraining: { epochs: 3 }");
        Recipe.Open(folder["mine.yaml"]).Name.ShouldBe("ae");
        Recipe.Open("dae").Name.ShouldBe("dae");
        Should.Throw<InputException>(() => Recipe.Open(folder["other.yaml"])).Message.ShouldContain("There is no recipe file");
        File.WriteAllText(folder["large.yaml"], new string('#', 2_000_000));
        Should.Throw<InputException>(() => Recipe.Open(folder["large.yaml"])).Message.ShouldContain("too large");
    }

    [Theory]
    [InlineData("training.epochs", "3.5")]
    [InlineData("training.epochs", "0")]
    [InlineData("training.batch", "none")]
    [InlineData("training.learning-rate", "-1")]
    [InlineData("training.clip", "-1")]
    [InlineData("training.seed", "-1")]
    [InlineData("training.optimizer", "{ kind: adam, beta1: 1 }")]
    [InlineData("training.optimizer", "{ kind: sgd, momentum: 1 }")]
    [InlineData("training.optimizer", "{ kind: adamw, weight-decay: -1 }")]
    [InlineData("training.decay", "{ kind: cosine, floor: 2 }")]
    [InlineData("training.decay", "{ kind: step, factor: 3 }")]
    [InlineData("training.decay", "{ kind: step, patience: 3 }")]
    [InlineData("training.speed", "3")]
    [InlineData("model.latent", "0")]
    [InlineData("model.latent", "2000000000")]
    [InlineData("model.hidden", "[1000000, 1000000]")]
    [InlineData("model.decoder-hidden", "[2147483647, 2147483647, 2147483647]")]
    [InlineData("model.hidden", "[0]")]
    [InlineData("model.activation", "rleu")]
    [InlineData("model.likelihood", "bernoulli")]
    [InlineData("model.likelihood", "continuous-bernoulli")]
    [InlineData("model.likelihood", "{ kind: gaussian, deviation: 0.001 }")]
    [InlineData("model.likelihood", "{ kind: laplace, variance: predicted, scale: 0.01 }")]
    [InlineData("model.likelihood", "{ kind: gaussian, variance: fixed, deviation: 0 }")]
    [InlineData("model.bound", "{ kind: elbo, free-bits: -1 }")]
    [InlineData("model.bound", "{ kind: elbo, samples: 0 }")]
    [InlineData("model.bound", "{ kind: elbo, beta: { kind: linear, epochs: 0 } }")]
    [InlineData("model.bound", "{ kind: elbo, betta: 3 }")]
    [InlineData("model.corruption", "{ kind: masking, probability: 1.5 }")]
    [InlineData("model.corruption", "{ kind: gaussian, deviation: -1 }")]
    [InlineData("data.binarize", "sampled")]
    [InlineData("model", "3")]
    public void Compose_OfWhatMakesNoSense_IsRefusedByName(string path, string value)
    {
        string message = Should.Throw<InputException>(() => Recipe.Named("vae").With(path, value).Compose(DataSchema.Of(s_table), s_table.Rows)).Message;
        message.ShouldEndWith(".");
        message.Length.ShouldBeInRange(30, 400);
    }

    [Fact]
    public void Compose_OfALikelihoodOnTheUnitInterval_ForOtherData_SaysWhatFits() =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", s_table, ("model.likelihood", "bernoulli"))).Message.ShouldContain("Take gaussian or laplace");

    [Theory]
    [InlineData("{ kind: importance-weighted }")]
    [InlineData("{ kind: capacity }")]
    [InlineData("{ kind: elbo, samples: 4 }")]
    public void Compose_OfABoundThatNeedsADensity_OverADeterministicPosterior_SaysWhatFits(string bound) =>
        Should.Throw<InputException>(() => SmallData.Compose("ae", s_table, ("model.bound", bound))).Message.ShouldContain("diagonal-gaussian");

    [Fact]
    public void Compose_ReadsHowToTrain()
    {
        TrainingOptions training = SmallData.Compose(
            "vae", s_table, ("training.epochs", "7"), ("training.batch", "9"), ("training.seed", "5"), ("training.clip", "2"), ("training.patience", "4"),
            ("training.learning-rate", "0.01"), ("training.warm-up", "2"), ("training.decay", "{ kind: step, epochs: 3, factor: 0.1 }"), ("training.optimizer", "sgd")).Training;
        (training.Epochs, training.BatchSize, training.Seed, training.ClipNorm, training.Patience).ShouldBe((7, 9, 5UL, 2.0, 4));
        training.LearningRate.ShouldBe(new LearningRate { Initial = 0.01, WarmUpEpochs = 2, Decay = LearningRateDecay.Step, StepEpochs = 3, Factor = 0.1 });
        training.Optimizer([Tensor.Parameter([1], new Shape(1))]).ShouldBeOfType<MomentumDescent>();
    }
}
