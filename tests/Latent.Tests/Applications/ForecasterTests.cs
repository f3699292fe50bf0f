using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Applications;

public sealed class ForecasterTests(ForecasterTests.Trained trained) : IClassFixture<ForecasterTests.Trained>
{
    private static readonly (string, string)[] s_small = [("model.network.context", "3"), ("model.network.state", "8"), ("model.network.width", "8"), ("model.network.hidden", "16"), ("model.latent", "4")];

    [Fact]
    public void Forecast_OfMovingDiscs_IsBetterThanCopyingAndThanMovingTheCentroid()
    {
        var errors = new ForecastErrors(new Shape(8, 8), 3);
        var forecaster = new Forecaster(trained.Model);
        (forecaster.Context, forecaster.Frames, forecaster.FrameShape).ShouldBe((3, 3, new Shape(8, 8)));
        forecaster.Forecast(SmallData.Sequences(60, seed: 9).Rows, 3, 3, (sequences, forecasts) => Gather(errors, sequences, forecasts, 3, 3), cancellation: TestContext.Current.CancellationToken);
        errors.Rows.ShouldBe(60);
        errors.Model.Average().ShouldBeLessThan(errors.Copy.Average() / 2);
    }

    [Fact]
    public void Forecast_LooksAtNothingThatComesLater()
    {
        float[] whole = Values(SmallData.Sequences(4, seed: 5));
        float[] cut = [.. whole];
        for (int row = 0; row < 4; row++)
        {
            cut.AsSpan((row * 384) + 192, 192).Fill(0.77f);
        }
        Forecasts(whole, 6, 3, 3).ShouldBe(Forecasts(cut, 6, 3, 3));
    }

    [Fact]
    public void Forecast_OfMoreFramesGiven_GoesOnFromTheLast()
    {
        float[] whole = Values(SmallData.Sequences(4, seed: 5));
        float[] late = new float[4 * 4 * 64];
        for (int row = 0; row < 4; row++)
        {
            whole.AsSpan((row * 384) + 128, 256).CopyTo(late.AsSpan(row * 256));
        }
        Forecasts(whole, 6, 5, 3).ShouldBe(Forecasts(late, 4, 3, 3));
    }

    [Fact]
    public void Forecast_PastWhatWasTrained_GoesOnFromItsOwn()
    {
        float[] whole = Values(SmallData.Sequences(2, seed: 5)), near = Forecasts(whole, 6, 3, 3), far = Forecasts(whole, 6, 3, 5);
        for (int row = 0; row < 2; row++)
        {
            far.AsSpan(row * 320, 192).ToArray().ShouldBe(near.AsSpan(row * 192, 192).ToArray());
        }
        float[] next = Forecasts(near, 3, 3, 2);
        for (int row = 0; row < 2; row++)
        {
            far.AsSpan((row * 320) + 192, 128).ToArray().ShouldBe(next.AsSpan(row * 128, 128).ToArray());
        }
    }

    [Fact]
    public void Forecast_OfRowsThatDoNotFit_IsRefusedInASentence()
    {
        var forecaster = new Forecaster(trained.Model);
        Should.Throw<InputException>(() => forecaster.RequireFit("d", new Shape(6, 8, 9), 3)).Message.ShouldContain("[8, 8]");
        Should.Throw<InputException>(() => forecaster.RequireFit("d", new Shape(2, 8, 8), 3)).Message.ShouldContain("have 2 frames");
        Should.Throw<InputException>(() => forecaster.RequireFit("d", new Shape(6, 8, 8), 2)).Message.ShouldContain("at least 3");
        var images = new TrainedModel(SmallData.Compose("vae", SmallData.Images()));
        Should.Throw<InputException>(() => new Forecaster(images)).Message.ShouldContain("video-vae");
        Should.Throw<ArgumentException>(() => forecaster.Forecast(new float[5], 1, new float[64]));
    }

    [Theory]
    [InlineData("bernoulli")]
    [InlineData("{ kind: gaussian, variance: predicted }")]
    [InlineData("laplace")]
    [InlineData("discretized-logistic")]
    public void Likelihood_OfAnyLink_TrainsAndForecasts(string likelihood)
    {
        DataSet data = SmallData.Sequences(40);
        ComposedModel composed = SmallData.Compose("video-vae", data, [.. s_small, ("model.likelihood", likelihood), ("training.epochs", "1"), ("training.batch", "20")]);
        new Trainer(composed.Model, composed.Training).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken).Skipped.ShouldBe(0);
        float[] forecast = new float[64];
        new Forecaster(new TrainedModel(composed)).Forecast(Values(data).AsSpan(0, 192), 1, forecast);
        forecast.ShouldAllBe(v => v > -1 && v < 2);
    }

    [Fact]
    public void Bound_IsOfWholeRowsGivenTheirOpening()
    {
        DataSet data = SmallData.Sequences(6);
        LatentModel model = trained.Model.Model;
        Tensor values = Tensor.From(Values(data), new Shape(6, 6, 8, 8));
        Pass pass = model.Infer(new Batch(values), 2, new Rng(1));
        pass.LogLikelihood.Shape.ShouldBe(new Shape(12));
        Tensor opening = ((Vae)model).Continuation!.Opening(values);
        float[] expected = model.Decode(pass.Latent, opening).LogProbability(values, null).ToArray();
        pass.LogLikelihood.ToArray().ShouldBe(expected);
        model.Decode(pass.Latent).LogProbability(values, null).ToArray().ShouldNotBe(expected);
    }

    [Theory]
    [InlineData("model.network.context", "6", "at most 5")]
    [InlineData("model.likelihood", "continuous-bernoulli", "gaussian")]
    public void Setting_ThatLeavesNothingToForecast_IsRefused(string setting, string value, string says) =>
        Should.Throw<InputException>(() => SmallData.Compose("video-vae", SmallData.Sequences(3), (setting, value))).Message.ShouldContain(says);

    [Fact]
    public void Rows_ThatAreNoFilms_AreRefused() =>
        Should.Throw<InputException>(() => SmallData.Compose("video-vae", SmallData.Images())).Message.ShouldContain("--window K");

    [Fact]
    public void ColourFrames_OfOddExtents_AreDecodedToTheirShape()
    {
        var rows = new FloatRows(new float[2 * 4 * 11 * 7 * 3], new Shape(4, 11, 7, 3));
        LatentModel model = SmallData.Compose("video-vae", new DataSet("colours", DataKind.Sequence, rows) { Minimum = 0, Maximum = 1 }, s_small[1..]).Model;
        model.Sample(2, new Rng(1)).Shape.ShouldBe(new Shape(2, 4, 11, 7, 3));
    }

    private static void Gather(ForecastErrors errors, ReadOnlySpan<float> sequences, ReadOnlySpan<float> forecasts, int given, int frames)
    {
        for (int at = 0, ahead = 0; at < sequences.Length; at += (given + frames) * 64, ahead += frames * 64)
        {
            errors.Add(sequences.Slice(at, given * 64), forecasts.Slice(ahead, frames * 64), sequences.Slice(at + (given * 64), frames * 64));
        }
    }

    private float[] Forecasts(float[] values, int time, int given, int frames)
    {
        var all = new List<float>();
        new Forecaster(trained.Model).Forecast(new FloatRows(values, new Shape(time, 8, 8)), given, frames, (_, forecasts) => all.AddRange(forecasts));
        return [.. all];
    }

    private static float[] Values(DataSet data)
    {
        float[] values = new float[data.Count * data.RowShape.Length];
        data.Rows.Read([.. Enumerable.Range(0, data.Count)], values);
        return values;
    }

    /// <summary>A small model that has seen discs move.</summary>
    public sealed class Trained
    {
        public Trained()
        {
            DataSet data = SmallData.Sequences(200);
            ComposedModel composed = SmallData.Compose("video-vae", data, [.. s_small, ("training.epochs", "25"), ("training.batch", "20"), ("training.learning-rate", "0.005")]);
            new Trainer(composed.Model, composed.Training).Fit(data.Rows);
            Model = new TrainedModel(composed);
        }

        public TrainedModel Model { get; }
    }
}
