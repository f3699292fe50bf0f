using Latent.Bounds;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Penalties;

public sealed class LatentContestTests
{
    private static readonly StepContext s_step = new(0, 0, 1, 40, new Rng(5));

    private readonly Tape _tape = new();

    public static TheoryData<bool> Both => [false, true];

    [Theory]
    [MemberData(nameof(Both))]
    public void Value_MovesTheEncoderAlone(bool ratio)
    {
        Vae model = Identity();
        LatentContest contest = Contest(ratio);
        using (_tape.Begin())
        {
            _tape.Backward(contest.Value(Pass(model, 0.5, 0, 1), s_step), model.Parameters);
        }
        model.Parameters[0].Gradient!.ToArray().ShouldContain(g => g != 0);
        model.Parameters[2].Gradient!.ToArray().ShouldAllBe(g => g == 0);
        contest.Critics.ShouldHaveSingleItem().Parameters.ShouldAllBe(p => p.Gradient == null);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Value_HasTheGradientOfDifferences(bool ratio)
    {
        Vae model = Identity();
        LatentContest contest = Contest(ratio);
        FiniteDifferences.ShouldAgree(model.Parameters, () => contest.Value(Pass(model, 0.5, 0, 1, rows: 20), s_step), tolerance: 1e-2, step: 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void CriticsLoss_MovesTheCriticAlone(bool ratio)
    {
        Vae model = Identity();
        Player critic = Contest(ratio).Critics[0];
        using (_tape.Begin())
        {
            _tape.Backward(critic.Loss(Pass(model, 0.5, 0, 1), s_step), critic.Parameters);
        }
        model.Parameters.ShouldAllBe(p => p.Gradient == null);
        critic.Parameters.ShouldAllBe(p => p.Gradient!.ToArray().Any(g => g != 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.8)]
    public void DensityRatio_OfACriticThatHasLearned_IsTheTotalCorrelation(double correlation)
    {
        LatentContest contest = Contest(ratio: true);
        Train(contest, correlation, 0);
        Held(contest, correlation, 0).ShouldBe(-0.5 * Math.Log(1 - (correlation * correlation)), 0.12);
    }

    [Fact]
    public void LatentCritic_ThatHasLearned_CostsLatentsThatAreNotThePriors()
    {
        LatentContest same = Contest(ratio: false), far = Contest(ratio: false);
        Train(same, 0, 0);
        Train(far, 0, 1.5);
        Held(same, 0, 0).ShouldBe(Math.Log(2), 0.1);

        // log(1 + exp(score)) where the score, the logarithm of the odds, is m z - m^2 / 2 in both of two dimensions.
        Held(far, 0, 1.5).ShouldBeGreaterThan(1.8);
    }

    [Fact]
    public void Exchanged_KeepsTheValuesOfEveryDimension_AndTheirRowsApart()
    {
        var contest = (DensityRatio)Contest(ratio: true);
        float[] exchanged = contest.Exchanged(Tensor.From([.. Enumerable.Range(0, 60).Select(i => (float)i)], new Shape(30, 2)), new Rng(1)).ToArray();
        exchanged.Where((_, i) => i % 2 == 0).Order().ShouldBe(Enumerable.Range(0, 30).Select(i => 2f * i));
        exchanged.Where((_, i) => i % 2 == 1).Order().ShouldBe(Enumerable.Range(0, 30).Select(i => (2f * i) + 1));
        exchanged.Chunk(2).Count(row => row[1] == row[0] + 1).ShouldBeLessThan(8);
    }

    private static LatentContest Contest(bool ratio) => ratio ? new DensityRatio(2, [32, 32], 1, new Rng(7)) : new LatentCritic(2, [32, 32], 1, new Rng(7));

    private static Vae Identity()
    {
        var rng = new Rng(1);
        var model = new Vae(new Shape(2), new Linear(2, 2, Activation.None, rng), new Deterministic(2), new StandardNormal(2), new Linear(2, 2, Activation.None, rng), new Gaussian(2), new Elbo());
        model.Parameters[0].Set([1, 0, 0, 1]);
        model.Parameters[1].Set(new float[2]);
        return model;
    }

    /// <summary>Latents that are rows of normal values of this correlation and mean.</summary>
    private static Pass Pass(Vae model, double correlation, double mean, ulong seed, int rows = 256)
    {
        var rng = new Rng(seed);
        float[] values = new float[2 * rows];
        for (int r = 0; r < rows; r++)
        {
            double a = rng.NextNormal(), b = (correlation * a) + (Math.Sqrt(1 - (correlation * correlation)) * rng.NextNormal());
            (values[2 * r], values[(2 * r) + 1]) = ((float)(a + mean), (float)(b + mean));
        }
        return model.Infer(new Batch(Tensor.From(values, new Shape(rows, 2))), 1, rng, new Phase(new Rng(seed)));
    }

    private void Train(LatentContest contest, double correlation, double mean)
    {
        Vae model = Identity();
        Player critic = contest.Critics[0];
        var optimizer = new Adam(critic.Parameters);
        for (int i = 0; i < 400; i++)
        {
            using Tape.Scope scope = _tape.Begin();
            _tape.Backward(critic.Loss(Pass(model, correlation, mean, (ulong)i), s_step with { Rng = new Rng((ulong)i) }), critic.Parameters);
            optimizer.Update(0.005, 1);
        }
    }

    private static double Held(LatentContest contest, double correlation, double mean) => contest.Value(Pass(Identity(), correlation, mean, 99_999, rows: 4000), s_step).Item();
}
