using Latent.Composition;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Priors;

public class PriorTests
{
    private static readonly DataSet s_images = SmallData.Images(60);

    [Fact]
    public void VampPrior_IsTheMeanOfThePosteriorsOfItsInputs()
    {
        var encoder = new Linear(3, 4, Activation.None, new Rng(1));
        var posterior = new DiagonalGaussian(2);
        Tensor inputs = Tensor.Parameter([0.3f, 1, -1, 0, 0.5f, 2], new Shape(2, 3)), z = Tensor.From([0.4f, -0.2f], new Shape(1, 2));
        double expected = Enumerable.Range(0, 2).Average(k => Math.Exp(posterior.Given(encoder.Forward(inputs.Slice(0, k, 1), Phase.Evaluation)).LogProbability(z).Item()));
        ((double)new VampPrior(encoder, posterior, inputs).Given().LogProbability(z).Item()).ShouldBe(Math.Log(expected), 1e-5);
    }

    [Fact]
    public void VampPrior_InAModel_SharesTheEncoder()
    {
        LatentModel plain = SmallData.Compose("vae", s_images).Model, vamp = SmallData.Compose("vamp", s_images, ("model.prior.components", "7")).Model;
        vamp.Parameters.Names.Except(plain.Parameters.Names).ShouldBe(["prior.inputs"]);
        vamp.Parameters[vamp.Parameters.Names.ToList().IndexOf("prior.inputs")].Shape.ShouldBe(new Shape(7, 64));

        // Its weights are those of the plain model: the prior draws from a generator of its own.
        vamp.Parameters[0].ToArray().ShouldBe(plain.Parameters[0].ToArray());
    }

    [Theory]
    [InlineData("vamp", "prior.inputs")]
    [InlineData("exemplar", "prior.exemplars")]
    public void PriorsOfRows_BeginAtRowsOfTheData(string kind, string name)
    {
        LatentModel model = SmallData.Compose("vae", s_images, ("model.prior", $"{{ kind: {kind}, components: 5 }}")).Model;
        float[] inputs = model.Parameters.State.Single(s => s.Name == name).Tensor.ToArray(), all = new float[60 * 64];
        s_images.Rows.Read([.. Enumerable.Range(0, 60)], all);
        for (int k = 0; k < 5; k++)
        {
            Enumerable.Range(0, 60).Min(r => Enumerable.Range(0, 64).Max(j => Math.Abs(inputs[(k * 64) + j] - all[(r * 64) + j]))).ShouldBeLessThan(0.06f);
        }
    }

    [Fact]
    public void ExemplarPrior_OfStandardisedRows_SeesThemAsTheEncoderDoes()
    {
        LatentModel model = SmallData.Compose("exemplar-vae", SmallData.Table(100)).Model;
        float[] exemplars = model.Parameters.State.Single(s => s.Name == "prior.exemplars").Tensor.ToArray();
        exemplars.Length.ShouldBe(500 * 6);
        exemplars.Max(Math.Abs).ShouldBeLessThan(6);
        model.Parameters.Names.ShouldContain("prior.log_variance");
        model.Parameters.Names.ShouldNotContain("prior.exemplars");
    }

    [Fact]
    public void GaussianMixture_Fresh_HasNormalisedEqualWeights()
    {
        var mixture = (GaussianMixtureDistribution)new GaussianMixture(3, 4, new Rng(1)).Given();
        mixture.LogWeights.ToArray().ShouldAllBe(w => Math.Abs(w + Math.Log(4)) < 1e-6);
        mixture.Means.ToArray().Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public void LaplacePrior_IsTheFormulaValueByValue()
    {
        Distribution prior = new LaplacePrior(2, 0.5).Given();
        Tensor z = Tensor.From([0.5f, -1, 2, 0], new Shape(2, 2));
        float[] expected = [.. z.ToArray().Select(x => (float)(-Math.Abs(x) / 0.5))];
        prior.ElementLogProbability(z).ToArray().ShouldBe(expected, 1e-5);
        prior.Sample(5, new Rng(1)).Shape.ShouldBe(new Shape(5, 2));
        prior.Factorizes.ShouldBeTrue();
    }

    [Fact]
    public void ConditionalGaussian_DependsOnTheCondition()
    {
        var prior = new ConditionalGaussian(Sequence.Perceptron([2, 8, 6], Activation.Tanh, new Rng(1)));
        (prior.LatentSize, prior.ConditionSize).ShouldBe((3, 2));
        Tensor conditions = Tensor.From([1, 0, 0, 1], new Shape(2, 2));
        var given = (GaussianDistribution)prior.Given(conditions);
        float[] means = given.Mean.ToArray();
        means[..3].ShouldNotBe(means[3..]);
        var q = new GaussianDistribution(Tensor.Full(new Shape(2, 3), 0.5f), Tensor.Full(new Shape(2, 3), -1));
        q.KlTo(given)!.Shape.ShouldBe(new Shape(2, 3));
        Should.Throw<InputException>(() => prior.Given()).Message.ShouldContain("condition");
    }

    [Fact]
    public void Samples_OfAConditionalPrior_FollowTheCondition()
    {
        LatentModel model = SmallData.Compose("conditional-prior", s_images).Model;
        Tensor one = Tensor.From([1, 0], new Shape(1, 2)), other = Tensor.From([0, 1], new Shape(1, 2));
        Tensor Latents(Tensor condition) => model.Prior(condition).Sample(4, new Rng(2));
        Latents(one).ToArray().ShouldNotBe(Latents(other).ToArray());
        float[] expected = model.Decode(Latents(other), other).Mean.ToArray();
        model.Sample(4, new Rng(2), condition: other).ToArray().ShouldBe(expected);
        model.Sample(4, new Rng(2)).Shape[0].ShouldBe(4);
        Should.Throw<InputException>(() => model.Sample(3, new Rng(2), condition: one.Repeat(2))).Message.ShouldContain("multiple of 2");
    }

    [Theory]
    [InlineData("von-mises-fisher", "standard-normal", "uniform-sphere")]
    [InlineData("von-mises-fisher", "laplace", "uniform-sphere")]
    [InlineData("diagonal-gaussian", "uniform-sphere", "von-mises-fisher")]
    [InlineData("deterministic", "uniform-sphere", "von-mises-fisher")]
    [InlineData("von-mises-fisher", "vamp", "diagonal-gaussian")]
    [InlineData("deterministic", "exemplar", "diagonal-gaussian")]
    [InlineData("diagonal-gaussian", "ladder", "model.posterior")]
    [InlineData("ladder", "standard-normal", "the prior ladder")]
    public void Parts_ThatDoNotFit_AreRefusedWithWhatDoes(string posterior, string prior, string fitting) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", s_images, ("model.posterior", posterior), ("model.prior", prior))).Message.ShouldContain(fitting);

    [Theory]
    [InlineData("model.prior", "{ kind: conditional }", "model.condition", "none", "model.condition")]
    [InlineData("model.posterior", "von-mises-fisher", "model.latent", "1", "model.latent to 2")]
    [InlineData("model.posterior", "{ kind: ladder, levels: [3, 2] }", "model.latent", "6", "add up")]
    [InlineData("model.posterior", "ladder", "model.bound", "{ kind: importance-weighted, samples: 3, doubly-reparameterized: true }", "holds the posterior fixed")]
    [InlineData("model.prior", "{ kind: vamp, components: 2000000000 }", "model.latent", "4", "more weights than fit")]
    [InlineData("model.prior", "{ kind: gaussian-mixture, components: 2000000000 }", "model.latent", "4", "more weights than fit")]
    public void Settings_ThatMakeNoSense_AreRefused(string path, string value, string otherPath, string otherValue, string message) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", s_images, (path, value), (otherPath, otherValue))).Message.ShouldContain(message);

    [Theory]
    [InlineData("model.prior", "uniform-sphere", "model.posterior.kind", "von-mises-fisher")]
    [InlineData("model.posterior", "von-mises-fisher", "model.prior.kind", "uniform-sphere")]
    [InlineData("model.posterior", "ladder", "model.prior.kind", "ladder")]
    [InlineData("model.prior", "conditional", "model.condition.kind", "class")]
    public void Part_NamedAlone_BringsWhatGoesWithIt(string path, string value, string otherPath, string expected)
    {
        string[] keys = otherPath.Split('.');
        SmallData.Compose("vae", s_images, (path, value)).Settings[keys[0]]![keys[1]]![keys[2]]!.GetValue<string>().ShouldBe(expected);
    }
}
