using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Penalties;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Penalties;

public sealed class AdversaryTests
{
    private static readonly Shape s_row = new(8, 8, 1);

    private readonly DataSet _data = SmallData.Images(40);
    private readonly StepContext _step = new(0, 0, 1, 40, new Rng(5));
    private readonly Tape _tape = new();

    [Fact]
    public void Value_OfRealismAlone_MovesTheDecoderAndNotTheEncoder()
    {
        LatentModel model = Model();
        using (_tape.Begin())
        {
            _tape.Backward(Adversary(realism: 1, similarity: 0).Value(Pass(model), _step), model.Parameters);
        }
        Largest(model, "encoder").ShouldBe(0);
        Largest(model, "decoder").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Value_OfSimilarityAlone_MovesEncoderAndDecoder()
    {
        LatentModel model = Model();
        using (_tape.Begin())
        {
            _tape.Backward(Adversary(realism: 0, similarity: 1).Value(Pass(model), _step), model.Parameters);
        }
        Largest(model, "encoder").ShouldBeGreaterThan(0);
        Largest(model, "decoder").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Value_OfAnyKind_LeavesTheCriticAlone()
    {
        LatentModel model = Model();
        Adversary adversary = Adversary();
        using (_tape.Begin())
        {
            _tape.Backward(adversary.Value(Pass(model), _step), model.Parameters);
        }
        adversary.Critics[0].Parameters.ShouldAllBe(p => p.Gradient == null);
    }

    [Fact]
    public void CriticsLoss_ChangesTheCriticAlone()
    {
        LatentModel model = Model();
        Adversary adversary = Adversary();
        Player critic = adversary.Critics.ShouldHaveSingleItem();
        using (_tape.Begin())
        {
            _tape.Backward(critic.Loss(Pass(model), _step), critic.Parameters);
        }
        model.Parameters.ShouldAllBe(p => p.Gradient == null);
        critic.Parameters.ShouldAllBe(p => p.Gradient!.ToArray().Any(g => g != 0));
    }

    [Fact]
    public void Critic_Trained_TellsRowsFromMadeOnes()
    {
        LatentModel model = Model();
        Player critic = Adversary().Critics[0];
        var optimizer = new Adam(critic.Parameters);
        List<float> losses = [];
        for (int i = 0; i < 30; i++)
        {
            using Tape.Scope scope = _tape.Begin();
            Tensor loss = critic.Loss(Pass(model), _step with { Rng = new Rng((ulong)i) });
            losses.Add(loss.Item());
            _tape.Backward(loss, critic.Parameters);
            optimizer.Update(0.01, 1);
        }
        losses[0].ShouldBe(2, 0.5f);
        losses[^1].ShouldBeLessThan(0.5f);
    }

    [Fact]
    public void Value_OfAReconstructionMoreAlike_IsLess()
    {
        LatentModel model = Model();
        var adversary = Adversary(realism: 0, similarity: 1);
        Pass pass = Pass(model), perfect = Pass(model, pass.Likelihood.Mean);
        adversary.Value(perfect, _step).Item().ShouldBeLessThan(adversary.Value(pass, _step).Item() - 1);
    }

    [Fact]
    public void Adversary_OfTooManyLayers_IsRefused()
    {
        InputException e = Should.Throw<InputException>(() => SmallData.Compose("vae-gan", _data, ("model.penalties", "[{ kind: adversary, channels: [4, 4, 4, 4] }]")));
        e.Message.ShouldContain("at most 3 'channels'");
    }

    [Fact]
    public void Training_WithACritic_KeepsTheLastWeights()
    {
        foreach ((string recipe, bool best) in new[] { ("vae-gan", false), ("conv-vae", true) })
        {
            ComposedModel composed = SmallData.Compose(recipe, _data, ("training.epochs", "1"), ("training.batch", "20"), ("model.latent", "2"), ("model.network.hidden", "8"));
            TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(_data.Rows, _data.Rows, cancellation: TestContext.Current.CancellationToken);
            double.IsFinite(state.BestElbo).ShouldBeTrue();
            state.Tensors.Any(t => t.Name.StartsWith("best.", StringComparison.Ordinal)).ShouldBe(best, recipe);
        }
    }

    [Fact]
    public void Training_WithAFasterCritic_MovesTheCriticFartherByThatMuch()
    {
        double[] moved = [.. new[] { "1", "4" }.Select(rate =>
        {
            ComposedModel composed = SmallData.Compose("vae-gan", _data, ("model.penalties", $"[{{ kind: adversary, critic-rate: {rate} }}]"), ("model.latent", "2"), ("model.network.hidden", "8"));
            ParameterSet parameters = composed.Model.Parameters;
            int critic = Enumerable.Range(0, parameters.Count).First(i => parameters.Names[i].Contains("critic.0.bias", StringComparison.Ordinal));
            float[] before = parameters[critic].ToArray();
            var options = new TrainingOptions { Epochs = 1, BatchSize = _data.Count, LearningRate = new LearningRate { Initial = 0.01 }, Optimizer = p => new MomentumDescent(p, 0) };
            new Trainer(composed.Model, options, composed.Preparation).Fit(_data.Rows, cancellation: TestContext.Current.CancellationToken);
            return Math.Sqrt(before.Zip(parameters[critic].ToArray(), (x, y) => Math.Pow((double)y - x, 2)).Sum());
        })];
        moved[0].ShouldBeGreaterThan(0);
        moved[1].ShouldBe(4 * moved[0], 1e-4 * moved[1]);
    }

    private static Adversary Adversary(double realism = 1, double similarity = 1) => new(s_row, isUnit: true, [8, 16], 1, realism, similarity, rate: 4, new Rng(7));

    private LatentModel Model() => SmallData.Compose("conv-vae", _data, ("model.network.channels", "[4]"), ("model.network.hidden", "16")).Model;

    private Pass Pass(LatentModel model, Tensor? rows = null)
    {
        float[] values = new float[_data.Count * 64];
        _data.Rows.Read([.. Enumerable.Range(0, _data.Count)], values);
        return model.Infer(new Batch(rows ?? Tensor.From(values, new Shape(_data.Count, 8, 8))), 1, new Rng(3), rows is null ? new Phase(new Rng(4)) : Phase.Evaluation);
    }

    private static float Largest(LatentModel model, string part) => Enumerable.Range(0, model.Parameters.Count)
        .Where(i => model.Parameters.Names[i].StartsWith(part, StringComparison.Ordinal))
        .SelectMany(i => model.Parameters[i].Gradient!.ToArray()).Max(Math.Abs);
}
