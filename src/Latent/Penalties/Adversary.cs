using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// A critic to learn from (Larsen et al. 2016), in two terms. Similarity: minus the log-density, up to a constant, of the
/// row's features in the critic under a normal distribution around those of its reconstruction, for the encoder and the
/// decoder; its variance is the one that makes the batch most likely. Realism: minus the critic's score of reconstructions and of rows decoded from the prior, for the decoder
/// alone. The critic is a second player: it learns, by the hinge loss, to score real rows above 1 and made ones below -1,
/// and nothing else moves its features.
/// </summary>
public sealed class Adversary : Penalty
{
    private const float SmallestVariance = 1e-8f;

    private readonly Critic _critic;
    private readonly float _realism;
    private readonly float _similarity;
    private Views? _views;

    /// <summary>A penalty with a fresh critic.</summary>
    /// <param name="row">[spatial..., channels] of rows with neighbourhoods; [values] of others.</param>
    /// <param name="isUnit">Whether values lie in [0, 1].</param>
    /// <param name="channels">How many channels every layer of the critic gives; each halves the row.</param>
    /// <param name="layers">How many of its layers lead to the features that are compared.</param>
    /// <param name="realism">The weight of the realism.</param>
    /// <param name="similarity">The weight of the similarity.</param>
    /// <param name="rate">How many times the learning rate of the model the critic learns at.</param>
    /// <param name="rng">Where the critic's weights are drawn from.</param>
    /// <param name="backend">Where they live.</param>
    /// <exception cref="ArgumentException">The rows cannot be halved so often, or a number is out of range.</exception>
    public Adversary(Shape row, bool isUnit, IReadOnlyList<int> channels, int layers, double realism, double similarity, double rate, Rng rng, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentOutOfRangeException.ThrowIfNegative(realism);
        ArgumentOutOfRangeException.ThrowIfNegative(similarity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels.Count, Critic.MostLayers(row));
        _critic = new Critic(row, isUnit, channels, layers, rng, backend);
        _realism = (float)realism;
        _similarity = (float)similarity;
        ParameterSet learned = [];
        _critic.Collect("critic", learned);
        Critics = [new Player("critic", learned, Loss) { Rate = rate }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Player> Critics { get; }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _critic.Collect($"{path}.critic", parameters);

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Views views = ViewsOf(pass, step);
        Tensor real = views.RealFeatures.Detach(), like = _critic.Features(pass.Likelihood.Mean);
        Tensor distance = (like - real).Square().Mean().Maximum(SmallestVariance).Log() * (0.5f * _similarity * like.Length / like.Shape[0]);
        return distance - ((views.Reconstructed.Mean() + views.Drawn.Mean()) * (0.5f * _realism));
    }

    /// <summary>What the critic minimises.</summary>
    private Tensor Loss(Pass pass, StepContext step)
    {
        Views views = ViewsOf(pass, step);
        return Short(-views.Real) + ((Short(views.Reconstructed) + Short(views.Drawn)) * 0.5f);

        static Tensor Short(Tensor score) => score.Affine(1, 1).Relu().Mean();
    }

    /// <summary>
    /// What the critic makes of a pass, computed once for both players: each is differentiated on its own parameters, and
    /// by the time the critic learns, nothing on the way to its own has changed.
    /// </summary>
    private Views ViewsOf(Pass pass, StepContext step)
    {
        if (_views?.Pass == pass)
        {
            return _views;
        }
        _critic.Begin();
        Tensor real = _critic.Features(RowsOf(pass));
        Tensor drawn = DrawnFromPrior(pass, step.Rng.Split("drawn")).Detach();
        return _views = new Views(pass, real, _critic.Score(real), ScoreOf(pass.Latent.Detach()), ScoreOf(drawn));

        Tensor ScoreOf(Tensor latent) => _critic.Score(_critic.Features(pass.Decode(latent).Mean));
    }

    /// <summary>What the critic makes of a pass.</summary>
    /// <param name="Pass">The pass.</param>
    /// <param name="RealFeatures">The features of the rows.</param>
    /// <param name="Real">The scores of the rows.</param>
    /// <param name="Reconstructed">Those of their reconstructions, which do not lead back to the encoder.</param>
    /// <param name="Drawn">Those of as many rows from the prior.</param>
    private sealed record Views(Pass Pass, Tensor RealFeatures, Tensor Real, Tensor Reconstructed, Tensor Drawn);
}
