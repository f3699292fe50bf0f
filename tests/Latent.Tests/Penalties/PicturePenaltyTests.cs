using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Penalties;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Tests.Evaluation.Images;
using Latent.Training;

namespace Latent.Tests.Penalties;

public class PicturePenaltyTests
{
    /// <summary>Values from an independent program that walks the pyramid pixel by pixel.</summary>
    [Theory]
    [InlineData(28, 28, 1, 64.99908130683485)]
    [InlineData(17, 30, 1, 47.55553544746095)]
    [InlineData(20, 16, 3, 76.62917578977064)]
    public void LaplacianPyramid_OfKnownPictures_IsTheKnownValue(int height, int width, int channels, double expected)
    {
        var shape = new Shape(1, height, width, channels);
        Tensor x = Tensor.From(WavePictures.Colour(height, width, channels), shape), y = Tensor.From(WavePictures.Colour(height, width, channels, changed: true), shape);
        var penalty = new LaplacianPyramid(new ImageLayout(1, height, width, channels));
        penalty.Levels.ShouldBe(2);
        ((double)penalty.Distance(x, y).Item()).ShouldBe(expected, 1e-4 * expected);
        penalty.Distance(x, x).Item().ShouldBe(0);
    }

    [Fact]
    public void LaplacianPyramid_ByThePictures_HasTheGradientOfDifferences()
    {
        // Differences well away from zero, where the magnitude has a kink.
        var layout = new ImageLayout(2, 8, 9, 1);
        Tensor x = Tensor.Parameter(Tensor.Uniform(new Shape(288), new Rng(3)).ToArray(), new Shape(2, 2, 8, 9)), y = Tensor.Zeros(new Shape(2, 2, 8, 9));
        var penalty = new LaplacianPyramid(layout, levels: 1);
        penalty.Levels.ShouldBe(1);
        FiniteDifferences.ShouldAgree([x], () => penalty.Distance(x, y), tolerance: 0.02, step: 1e-3f);
    }

    [Fact]
    public void MultiScaleSsim_OfKnownPictures_IsOneMinusTheSimilarity()
    {
        var shape = new Shape(1, 28, 28);
        Tensor x = Tensor.From(WavePictures.Plane(28, 28, 0), shape), y = Tensor.From(WavePictures.Plane(28, 28, 0, changed: true), shape);
        ((double)new MultiScaleSsim(new ImageLayout(1, 28, 28, 1)).Distance(x, y).Item()).ShouldBe(1 - 0.9785573938, 2e-5);
    }

    [Fact]
    public void Value_IsTheWeightedMeanOverSamplesAndRows()
    {
        DataSet data = SmallData.Images(6);
        LatentModel model = SmallData.Compose("vae", data).Model;
        float[] values = new float[6 * 64];
        data.Rows.Read([0, 1, 2, 3, 4, 5], values);
        var batch = new Batch(Tensor.From(values, new Shape(6, 8, 8)));
        Pass pass = model.Infer(batch, 3, new Rng(1));
        var penalty = new LaplacianPyramid(new ImageLayout(1, 8, 8, 1), weight: 2.5);
        float[] means = pass.Likelihood.Mean.ToArray();
        double expected = 0;
        for (int i = 0; i < 18; i++)
        {
            Tensor mean = Tensor.From(means.AsSpan(i * 64, 64), new Shape(1, 8, 8)), row = Tensor.From(values.AsSpan(i % 6 * 64, 64), new Shape(1, 8, 8));
            expected += 2.5 * penalty.Distance(mean, row).Item() / 18;
        }
        ((double)penalty.Value(pass, default).Item()).ShouldBe(expected, 1e-4 * expected);

        Pass unseen = model.Infer(batch with { Mask = Tensor.Zeros(new Shape(6, 8, 8)) }, 3, new Rng(1));
        penalty.Value(unseen, default).Item().ShouldBe(0, 1e-5f);
    }

    [Theory]
    [InlineData("multi-scale-ssim")]
    [InlineData("laplacian-pyramid")]
    public void Training_WithAPenalty_LowersIt(string kind)
    {
        DataSet data = SmallData.Images(60);
        ComposedModel composed = SmallData.Compose("vae", data, ("model.penalties", $"[{{ kind: {kind}, weight: 20 }}]"), ("training.batch", "20"), ("training.epochs", "15"), ("training.learning-rate", "0.005"));
        var layout = new ImageLayout(1, 8, 8, 1);
        PicturePenalty penalty = kind == "multi-scale-ssim" ? new MultiScaleSsim(layout) : new LaplacianPyramid(layout);
        double before = Penalty();
        new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        Penalty().ShouldBeLessThan(0.7 * before);

        double Penalty()
        {
            float[] values = new float[60 * 64];
            data.Rows.Read([.. Enumerable.Range(0, 60)], values);
            return penalty.Value(composed.Model.Infer(new Batch(Tensor.From(values, new Shape(60, 8, 8))), 1, new Rng(1), Phase.Evaluation), default).Item();
        }
    }

    [Fact]
    public void Compose_WithPenalties_WritesThemInFull()
    {
        ComposedModel composed = SmallData.Compose("vae", SmallData.Images(4), ("model.penalties", "[multi-scale-ssim, { kind: laplacian-pyramid, weight: 0.5 }]"));
        string yaml = YamlTree.Write(composed.Settings);
        Recipe.Parse(yaml, "a test").Compose(DataSchema.Of(SmallData.Images(4))).Settings.ToJsonString().ShouldBe(composed.Settings.ToJsonString());
        composed.Settings["model"]!["penalties"]!.ToJsonString().ShouldBe(
            """[{"kind":"multi-scale-ssim","weight":100,"scales":5},{"kind":"laplacian-pyramid","weight":0.5,"levels":5}]""");
    }

    [Fact]
    public void Compose_OfATable_RefusesPenaltiesOnPictures() =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", SmallData.Table(4), ("model.penalties", "multi-scale-ssim"))).Message.ShouldContain("the penalty multi-scale-ssim is for values in [0, 1]");

    [Theory]
    [InlineData("multi-scale-ssim")]
    [InlineData("laplacian-pyramid")]
    public void Compose_OfHugePictures_RefusesBeforeAnythingIsMade(string kind) =>
        Should.Throw<InputException>(() => Recipe.Named("vae").With("model.penalties", kind).Compose(new DataSchema("wide", DataKind.Image, new Shape(8, 1 << 24), 0, 1))).Message
            .ShouldContain("at most 4096 pixels");

    [Fact]
    public void Compose_OfAnUnknownPenalty_NamesTheNearest() =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", SmallData.Images(4), ("model.penalties", "[multi-scale-sim]"))).Message
            .ShouldContain("'model.penalties[0].kind' is 'multi-scale-sim', which is unknown; did you mean 'multi-scale-ssim'?");
}
