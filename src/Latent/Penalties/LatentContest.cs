using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// A critic that learns, beside the model, to tell its latents from others: a perceptron whose score is the logarithm of the
/// odds that a latent is the model's. The critic is a second player; the model follows a penalty on the score of its own.
/// </summary>
public abstract class LatentContest : Penalty
{
    private readonly Sequence _critic;
    private readonly float _weight;
    private Pass? _pass;
    private Tensor? _score;

    /// <summary>A penalty with a fresh critic.</summary>
    /// <param name="latentSize">How many values a latent has.</param>
    /// <param name="hidden">The widths of the critic's hidden layers.</param>
    /// <param name="weight">The weight of the term.</param>
    /// <param name="rng">Where the critic's weights are drawn from.</param>
    /// <param name="backend">Where they live.</param>
    private protected LatentContest(int latentSize, IReadOnlyList<int> hidden, double weight, Rng rng, Backend? backend)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        _critic = Sequence.Perceptron([latentSize, .. hidden, 1], Activation.LeakyRelu, rng, backend);
        _weight = (float)weight;
        ParameterSet learned = [];
        _critic.Collect("critic", learned);
        Critics = [new Player("critic", learned, Loss)];
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Player> Critics { get; }

    /// <inheritdoc/>
    public sealed override void Collect(string path, ParameterSet parameters) => _critic.Collect($"{path}.critic", parameters);

    /// <inheritdoc/>
    public sealed override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return Term(ScoreOf(pass)).Mean() * _weight;
    }

    /// <summary>What the model pays for a score.</summary>
    /// <param name="score">[rows, 1].</param>
    private protected abstract Tensor Term(Tensor score);

    /// <summary>The latents that the critic is to tell from the model's; no gradient leads to them.</summary>
    /// <returns>[rows, latent].</returns>
    private protected abstract Tensor Others(Pass pass, Rng rng);

    /// <summary>What the critic minimises: the cross-entropy.</summary>
    private Tensor Loss(Pass pass, StepContext step)
    {
        Tensor others = _critic.Forward(Others(pass, step.Rng.Split("contest")), Phase.Evaluation);
        return ((-ScoreOf(pass)).Softplus().Mean() + others.Softplus().Mean()) * 0.5f;
    }

    /// <summary>The score of a pass's latents, computed once for both players: each is differentiated on its own parameters.</summary>
    private Tensor ScoreOf(Pass pass)
    {
        if (_pass != pass)
        {
            (_pass, _score) = (pass, _critic.Forward(pass.Latent, Phase.Evaluation));
        }
        return _score!;
    }
}
