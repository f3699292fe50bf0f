using Latent.Applications;
using Latent.Composition;
using Latent.Corruptions;
using Latent.Data;
using Latent.Evaluation.Images;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Applications;

/// <summary>Models that clean and enlarge, and what they are measured by.</summary>
public class RestorationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Denoiser_AfterTraining_TakesAwayNoise()
    {
        TrainedModel model = Trained("denoising-vae", 12);
        var noisy = new RestorationScore(64);
        var cleaned = new RestorationScore(64);
        new Denoiser(model).Denoise(
            SmallData.Images(100, seed: 5).Rows,
            (given, before, after) =>
            {
                noisy.Add(given, before);
                cleaned.Add(given, after);
            },
            new GaussianNoise(0.3, clip: true),
            cancellation: Cancellation);
        noisy.Rows.ShouldBe(100);
        cleaned.Decibels.ShouldBeGreaterThan(noisy.Decibels + 3);
    }

    [Fact]
    public void Denoiser_WithoutNoise_LeavesTheGivenRowsAsTheyAre()
    {
        TrainedModel model = Trained("denoising-vae", 1);
        DataSet data = SmallData.Images(3);
        new Denoiser(model).Denoise(data.Rows, (given, before, after) => before.ToArray().ShouldBe(given.ToArray()), cancellation: Cancellation);
    }

    [Fact]
    public void Upscaler_AfterTraining_BeatsInterpolation()
    {
        TrainedModel model = Trained("upscaling-vae", 15);
        var upscaler = new Upscaler(model);
        upscaler.SmallShape.ShouldBe(new Shape(4, 4));
        var filters = new Filters(ImageLayout.Of(DataKind.Image, upscaler.SmallShape)!);
        var ours = new RestorationScore(64);
        var cubic = new RestorationScore(64);
        upscaler.ReduceAndUpscale(
            SmallData.Images(100, seed: 5).Rows,
            (full, small, large) =>
            {
                ours.Add(full, large);
                cubic.Add(full, filters.Cubic(small, 2));
            },
            cancellation: Cancellation);
        ours.Decibels.ShouldBeGreaterThan(cubic.Decibels + 1);
    }

    [Fact]
    public void Upscaler_OfSmallPictures_GivesWhatItGivesOfReducedOnes()
    {
        TrainedModel model = Trained("upscaling-vae", 1);
        var upscaler = new Upscaler(model);
        float[] reduced = [], expected = [];
        upscaler.ReduceAndUpscale(SmallData.Images(4).Rows, (_, small, large) => (reduced, expected) = (small.ToArray(), large.ToArray()), samples: 3, cancellation: Cancellation);
        upscaler.Upscale(new FloatRows(reduced, new Shape(4, 4)), (_, large) => large.ToArray().ShouldBe(expected), samples: 3, cancellation: Cancellation);
        Should.Throw<InputException>(() => upscaler.Upscale(SmallData.Images(4).Rows, (_, _) => { }, cancellation: Cancellation)).Message.ShouldContain("--reduce");
        Should.Throw<InputException>(() => new Upscaler(Trained("denoising-vae", 1))).Message.ShouldContain("upscaling-vae");
    }

    [Fact]
    public void NearbyGenerator_AtTemperatureZero_Reconstructs_AndKeepsTheLabels()
    {
        TrainedModel model = Trained("conditional-vae", 2);
        DataSet data = SmallData.Images(5);
        float[] expected = [], near = [], far = [];
        int[] labels = [];
        new DataReconstructor(model).Reconstruct(data.Rows, (_, y) => expected = y.ToArray(), cancellation: Cancellation);
        var generator = new NearbyGenerator(model);
        generator.Sample(
            data.Rows,
            7,
            new Rng(1),
            (rows, classes) => (near, labels) = (rows.ToArray(), classes.ToArray()),
            temperature: 0,
            cancellation: Cancellation);
        generator.Sample(data.Rows, 7, new Rng(1), (rows, _) => far = rows.ToArray(), temperature: 1, cancellation: Cancellation);
        near[..(5 * 64)].Zip(expected).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5f);
        near[(5 * 64)..].Zip(expected).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5f);
        far.ShouldNotBe(near);
        labels.ShouldBe([.. data.Labels!, data.Labels![0], data.Labels[1]]);
        Should.Throw<InputException>(() => generator.Sample(data.Rows, 1, new Rng(1), (_, _) => { }, temperature: float.NaN, cancellation: Cancellation));
    }

    [Fact]
    public void Filters_KeepWhatTheyShould()
    {
        var filters = new Filters(new ImageLayout(1, 4, 4, 1));
        float[] flat = [.. Enumerable.Repeat(0.25f, 16)], ramp = [.. Enumerable.Range(0, 16).Select(i => i % 4 / 4f)], dot = new float[16];
        dot[5] = 1;
        filters.Median(dot).ShouldAllBe(v => v == 0);
        filters.Median(ramp).ShouldBe(ramp);
        filters.Blur(flat, 0.8).ShouldAllBe(v => Math.Abs(v - 0.25f) < 1e-6f);
        filters.Blur(dot, 0.8)[5].ShouldBeInRange(0.15f, 0.5f);
        foreach (float[] large in new[] { filters.Cubic(flat, 2), filters.Lanczos(flat, 2) })
        {
            large.Length.ShouldBe(64);
            large.ShouldAllBe(v => Math.Abs(v - 0.25f) < 1e-6f);
        }
        // Between two columns of a ramp, far from the edges, cubic interpolation is exact.
        filters.Cubic(ramp, 2)[(8 * 3) + 3].ShouldBe(0.3125f, 1e-5f);
    }

    [Fact]
    public void RestorationScore_IsOfAllValues_AndOfRows()
    {
        var score = new RestorationScore(2);
        score.Add([0, 0, 0, 0], [0.1f, 0.1f, 0.01f, 0.01f]);
        score.MeanSquaredError.ShouldBe(0.00505, 1e-8);
        score.MeanDecibels.ShouldBe(30, 1e-4);
    }

    private static TrainedModel Trained(string recipe, int epochs)
    {
        DataSet data = SmallData.Images();
        ComposedModel composed = SmallData.Compose(recipe, data, ("training.batch", "20"), ("training.learning-rate", "0.005"));
        new Trainer(composed.Model, composed.Training with { Epochs = epochs }, composed.Preparation).Fit(data.Rows, cancellation: Cancellation);
        return new TrainedModel(composed);
    }
}
