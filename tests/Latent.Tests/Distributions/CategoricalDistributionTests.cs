using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

/// <summary>Two rows of two groups of three categories.</summary>
public sealed class CategoricalDistributionTests
{
    private const int Rows = 2, Groups = 2, Categories = 3, Values = Groups * Categories;

    private static readonly float[] s_logits = [0.5f, -1, 2, 0, 0, 0, -3, 1, 0.3f, 4, -2, 0.1f];

    [Fact]
    public void LogProbability_OverAllCategories_SumsToOne()
    {
        Tensor all = AllChoices();
        float[] logs = Create().LogProbability(all.Repeat(Rows).Reshape(new Shape(Rows, all.Shape[0], Values)).Permute(1, 0, 2).Reshape(new Shape(all.Shape[0] * Rows, Values))).ToArray();
        for (int row = 0; row < Rows; row++)
        {
            Enumerable.Range(0, all.Shape[0]).Sum(i => Math.Exp(logs[(i * Rows) + row])).ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public void Sample_OfManyDraws_HasTheProbabilities_AndIsOneOfEveryGroup()
    {
        const int Draws = 100_000;
        float[] draws = Create().Sample(Draws, new Rng(1)).ToArray(), mean = Create().Mean.ToArray();
        draws.Chunk(Categories).ShouldAllBe(group => group.Count(v => v == 1) == 1 && group.Count(v => v == 0) == Categories - 1);
        for (int j = 0; j < Rows * Values; j++)
        {
            double share = Enumerable.Range(0, Draws).Average(s => (double)draws[(s * Rows * Values) + j]);
            share.ShouldBe(mean[j], 4.5 * Math.Sqrt((mean[j] * (1 - mean[j]) / Draws) + 1e-12), $"value {j}");
        }
    }

    [Fact]
    public void Mean_IsTheSoftmaxOfEveryGroup()
    {
        float[] mean = Create().Mean.ToArray();
        foreach ((float[] probabilities, float[] logits) in mean.Chunk(Categories).Zip(s_logits.Chunk(Categories)))
        {
            double total = logits.Sum(l => Math.Exp(l));
            probabilities.ShouldBe(logits.Select(l => (float)(Math.Exp(l) / total)).ToArray(), 1e-6);
        }
    }

    [Fact]
    public void KlTo_TheUniform_IsThatOfSamples()
    {
        const int Draws = 200_000;
        CategoricalDistribution q = Create(), p = Uniform();
        Tensor kl = q.KlTo(p)!;
        kl.Shape.ShouldBe(new Shape(Rows, Groups));
        Tensor z = q.Sample(Draws, new Rng(3));
        float[] sampled = (q.LogProbability(z) - p.LogProbability(z)).Reshape(new Shape(Draws, Rows)).Mean(0).ToArray(), closed = kl.Sum(1).ToArray();
        for (int row = 0; row < Rows; row++)
        {
            ((double)closed[row]).ShouldBe(sampled[row], 0.01 * sampled[row]);
        }
        q.KlTo(Create([.. Enumerable.Repeat(0f, Rows * Values)]))!.ToArray().ShouldBe(kl.ToArray(), 1e-6);
        q.KlTo(q)!.ToArray().ShouldAllBe(v => v == 0);
        q.KlTo(new CategoricalDistribution(Tensor.Zeros(new Shape(1, Values)), 2)).ShouldBeNull();
    }

    [Fact]
    public void KlTo_OfSureCategories_IsFinite()
    {
        CategoricalDistribution sure = Create([200, -200, 0, 0, 300, 0, 0, 0, 90, 1, 2, -500]);
        sure.KlTo(Uniform())!.ToArray().ShouldAllBe(v => float.IsFinite(v) && v <= MathF.Log(Categories) + 1e-5f);
    }

    [Fact]
    public void EverythingWithAGradient_HasThatOfDifferences()
    {
        Tensor logits = Tensor.Parameter(s_logits, new Shape(Rows, Values));
        Tensor x = Create().Sample(3, new Rng(4));
        FiniteDifferences.ShouldAgree([logits], () => new CategoricalDistribution(logits, Categories).LogProbability(x));
        FiniteDifferences.ShouldAgree([logits], () => new CategoricalDistribution(logits, Categories).KlTo(Uniform())!);
        FiniteDifferences.ShouldAgree([logits], () => new CategoricalDistribution(logits, Categories) { Temperature = 0.8f }.Sample(2, new Rng(5)).Square());
        FiniteDifferences.ShouldAgree([logits], () => new CategoricalDistribution(logits, Categories).Mean.Square());
    }

    [Fact]
    public void Sample_Relaxed_TendsToOneOfEveryGroupAsTheTemperatureFalls()
    {
        float[] hard = Create().Sample(50, new Rng(6)).ToArray();
        double before = double.PositiveInfinity;
        foreach (float temperature in new[] { 2f, 0.5f, 0.02f })
        {
            float[] relaxed = Relaxed(temperature).Sample(50, new Rng(6)).ToArray();
            relaxed.Chunk(Categories).ShouldAllBe(group => Math.Abs(group.Sum() - 1) < 1e-5 && group.All(v => v >= 0));
            double distance = relaxed.Zip(hard, (a, b) => Math.Abs(a - b)).Average();
            distance.ShouldBeLessThan(before);
            before = distance;
        }
        before.ShouldBeLessThan(0.02);
    }

    [Fact]
    public void Sample_StraightThrough_IsHardWithTheRelaxedGradient()
    {
        Tensor logits = Tensor.Parameter(s_logits, new Shape(Rows, Values)), weights = Tensor.Normal(new Shape(1, Values), new Rng(7));
        Tensor Draw(bool straight) => new CategoricalDistribution(logits, Categories) { Temperature = 0.5f, StraightThrough = straight }.Sample(4, new Rng(8));
        Draw(true).ToArray().ShouldBe(Create().Sample(4, new Rng(8)).ToArray());
        FiniteDifferences.Gradients([logits], () => Draw(true) * weights)[0].ShouldBe(FiniteDifferences.Gradients([logits], () => Draw(false) * weights)[0], 1e-6);
    }

    [Fact]
    public void LogProbability_OfMoreOrFewerRows_MeetsTheParametersAgain()
    {
        CategoricalDistribution one = Create(), four = Create([.. Enumerable.Repeat(s_logits, 4).SelectMany(v => v)]);
        Tensor x = one.Sample(4, new Rng(2));
        float[] together = one.LogProbability(x).ToArray();
        together.ShouldBe(four.LogProbability(x).ToArray(), 1e-6);
        Tensor first = x.Slice(0, 0, Rows);
        four.LogProbability(first).ToArray().ShouldBe(Enumerable.Repeat(together[..Rows], 4).SelectMany(v => v).ToArray(), 1e-6);
        Uniform().LogProbability(x).ToArray().ShouldAllBe(v => Math.Abs(v + (Groups * Math.Log(Categories))) < 1e-5);
    }

    [Fact]
    public void Detach_KeepsTheValuesAndStopsTheGradient()
    {
        Tensor logits = Tensor.Parameter(s_logits, new Shape(Rows, Values));
        var tape = new Tape();
        using Tape.Scope scope = tape.Begin();
        Distribution held = new CategoricalDistribution(logits, Categories).Detach();
        held.Mean.ToArray().ShouldBe(Create().Mean.ToArray());
        held.Mean.RequiresGradient.ShouldBeFalse();
    }

    private static CategoricalDistribution Create(float[]? logits = null) => new(Tensor.From(logits ?? s_logits, new Shape((logits ?? s_logits).Length / Values, Values)), Categories);

    private static CategoricalDistribution Relaxed(float temperature) => new(Tensor.From(s_logits, new Shape(Rows, Values)), Categories) { Temperature = temperature };

    private static CategoricalDistribution Uniform() => new(Tensor.Zeros(new Shape(1, Values)), Categories);

    private static Tensor AllChoices()
    {
        float[] rows = new float[Categories * Categories * Values];
        for (int i = 0; i < Categories * Categories; i++)
        {
            rows[(i * Values) + (i / Categories)] = 1;
            rows[(i * Values) + Categories + (i % Categories)] = 1;
        }
        return Tensor.From(rows, new Shape(Categories * Categories, Values));
    }
}
