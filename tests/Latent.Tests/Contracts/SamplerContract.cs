using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Samplers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Contracts;

/// <summary>What every sampler of latents of real values does.</summary>
[Collection(nameof(Alone))]
public sealed class SamplerContract
{
    private const int Rows = 600;

    public static TheoryData<string> Names => [.. NamedSampler.All.Select(s => s.Name).Where(name => name is not ("codes" or "columns"))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_OfFourGroups_AreNearerToThemThanThePriors(string name)
    {
        (TrainedModel model, float[] latents) = Identity();
        Tensor drawn = Fit(name, model).Sample(Rows, new Rng(5));
        drawn.Shape.ShouldBe(new Shape(Rows, 2));
        double fitted = EnergyDistance(drawn.ToArray(), latents);
        double prior = EnergyDistance(model.Model.Prior().Sample(Rows, new Rng(5)).ToArray(), latents);
        fitted.ShouldBeLessThan(0.7 * prior);
        fitted.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_OfNoTemperature_AreLessSpread(string name)
    {
        (TrainedModel model, _) = Identity();
        LatentSampler sampler = Fit(name, model, 5);
        double Spread(float temperature) => sampler.Sample(Rows, new Rng(5), temperature).ToArray().Sum(value => (double)value * value);
        Spread(0.2f).ShouldBeLessThan(Spread(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_FromASeedOnAnyNumberOfThreads_GivesTheSameBits(string name)
    {
        Backend held = Backend.Default;
        try
        {
            float[][] draws = [.. new[] { 1, 2, 3, 1 }.Select(threads =>
            {
                Backend.Default = Backend.CreateCpu(threads);
                return Fit(name, Identity().Model, 20).Sample(50, new Rng(5)).ToArray();
            })];
            draws.ShouldAllBe(draw => draw.SequenceEqual(draws[0]));
            Fit(name, Identity().Model, 20).Sample(50, new Rng(6)).ToArray().ShouldNotBe(draws[0]);
        }
        finally
        {
            Backend.Default = held;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_ToLatentsThatDoNotVary_GivesFiniteDraws(string name)
    {
        (TrainedModel model, _) = Identity(0);
        Fit(name, model, 5).Sample(50, new Rng(5)).ToArray().ShouldAllBe(value => float.IsFinite(value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_ToOneRow_IsRefused(string name)
    {
        (TrainedModel model, _) = Identity();
        Should.Throw<InputException>(() => model.FitSampler(name, Groups(1).Rows)).Message.ShouldContain("take at least");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FitSampler_ToLatentsOfAnotherSpace_SaysWhatFits(string name)
    {
        foreach ((string recipe, string fits) in new[] { ("concrete-vae", "codes"), ("vq-vae", "codes"), ("hyperspherical-vae", "hypersphere") })
        {
            DataSet data = SmallData.SmallestFor(recipe, 100);
            var model = new TrainedModel(SmallData.Compose(recipe, data));
            if (name == fits)
            {
                model.FitSampler(name, data.Rows, new SamplerOptions { Cancellation = Cancellation });
            }
            else
            {
                Should.Throw<InputException>(() => model.FitSampler(name, data.Rows)).Message.ShouldContain($"take the sampler '{fits}'");
            }
        }
    }

    private static LatentSampler Fit(string name, TrainedModel model, int steps = 1500)
    {
        var settings = new Settings(JsonNode.Parse($$"""{ "steps": {{steps}}, "batch": 50, "hidden": [64, 64] }""")!.AsObject());
        var sampler = (LatentSampler)NamedSampler.Find(name).Make(model, settings, new WeightBudget(1 << 20));
        sampler.Fit(model, Groups().Rows, new SamplerOptions { Seed = 3, Cancellation = Cancellation });
        return sampler;
    }

    /// <summary>An autoencoder whose latents are its rows, standardised, and these latents.</summary>
    private static (TrainedModel Model, float[] Latents) Identity(float scale = 1)
    {
        DataSet data = Groups();
        var model = new TrainedModel(SmallData.Compose("ae", data, ("model.hidden", "[]"), ("model.latent", "2")));
        Tensor Parameter(string parameter) => model.Model.Parameters.State.Single(p => p.Name == parameter).Tensor;
        Parameter("encoder.0.weight").Set([scale, 0, 0, scale]);
        Parameter("encoder.0.bias").Set([0, 0]);
        return (model, new LatentEncoder(model).Means(data.Rows, new Rng(0), cancellation: Cancellation));
    }

    /// <summary>Four narrow groups at the corners of a square.</summary>
    private static DataSet Groups(int rows = Rows)
    {
        var rng = new Rng(8);
        float[] values = [.. Enumerable.Range(0, rows).SelectMany(r => new[] { (float)((r % 2 * 4) - 2 + (0.3 * rng.NextNormal())), (float)((r / 2 % 2 * 4) - 2 + (0.3 * rng.NextNormal())) })];
        return new DataSet("groups", DataKind.Table, new FloatRows(values, new Shape(2)));
    }

    /// <summary>2 E|X - Y| - E|X - X'| - E|Y - Y'| of points in the plane (Székely and Rizzo 2013).</summary>
    private static double EnergyDistance(float[] x, float[] y)
    {
        return (2 * Mean(x, y)) - Mean(x, x) - Mean(y, y);

        static double Mean(float[] a, float[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i += 2)
            {
                for (int j = 0; j < b.Length; j += 2)
                {
                    sum += Math.Sqrt(Math.Pow(a[i] - b[j], 2) + Math.Pow(a[i + 1] - b[j + 1], 2));
                }
            }
            return sum / ((long)a.Length * b.Length / 4);
        }
    }
}
