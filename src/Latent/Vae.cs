using System.Globalization;
using Latent.Bounds;
using Latent.Conditions;
using Latent.Corruptions;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent;

/// <summary>
/// A variational autoencoder, composed of parts. Every paper's variant is another choice of parts; see
/// <see cref="Recipes"/>.
/// </summary>
public sealed class Vae : LatentModel
{
    private readonly Layer _encoder;
    private readonly Posterior _posterior;
    private readonly Prior _prior;
    private readonly Layer _decoder;
    private readonly Likelihood _likelihood;
    private readonly Penalty[] _penalties;
    private readonly Corruption? _corruption;
    private readonly Conditioning? _conditioning;

    /// <summary>Composes a model and checks that its parts fit.</summary>
    /// <param name="rowShape">The shape of one row of data.</param>
    /// <param name="encoder">x to the posterior's parameters.</param>
    /// <param name="posterior">The family of q(z|x).</param>
    /// <param name="prior">p(z).</param>
    /// <param name="decoder">z to the likelihood's parameters.</param>
    /// <param name="likelihood">The family of p(x|z).</param>
    /// <param name="bound">What is maximised.</param>
    /// <param name="corruption">What is done to the encoder's input in training; null for nothing.</param>
    /// <param name="conditioning">What the encoder sees after every row and the decoder after every latent; null for nothing. Bounds and likelihoods are then those of p(x|condition).</param>
    /// <param name="penalties">What is added to the loss.</param>
    /// <exception cref="InputException">Two parts do not fit; the message says which and what would.</exception>
    public Vae(Shape rowShape, Layer encoder, Posterior posterior, Prior prior, Layer decoder, Likelihood likelihood, Bound bound, Corruption? corruption = null, Conditioning? conditioning = null, params IEnumerable<Penalty> penalties)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(likelihood);
        ArgumentNullException.ThrowIfNull(bound);
        RowShape = rowShape;
        _encoder = encoder;
        _posterior = posterior;
        _prior = prior;
        _decoder = decoder;
        _likelihood = likelihood;
        _corruption = corruption;
        _conditioning = conditioning;
        _penalties = [.. penalties];
        Bound = bound;
        int condition = conditioning?.Size ?? 0;
        string andCondition = conditioning is null ? "" : $" and the condition {condition}";
        Require(encoder.Inputs == rowShape.Length + condition, $"the encoder takes {encoder.Inputs} values a row; the data have {rowShape.Length}{andCondition}");
        Require(encoder.Outputs == posterior.EncoderOutputs, $"the encoder gives {encoder.Outputs} values a row; {posterior.GetType().Name}({posterior.LatentSize}) needs {posterior.EncoderOutputs}");
        Require(prior.LatentSize == posterior.LatentSize, $"the prior is over {prior.LatentSize} values, the posterior over {posterior.LatentSize}");
        Require(posterior.Objection(prior) is null, posterior.Objection(prior) ?? "");
        Require(prior.ConditionSize == 0 || prior.ConditionSize == condition, $"the prior {prior.GetType().Name} takes a condition of {prior.ConditionSize} values, and the model's has {condition}; set model.condition to one that fits, or take the prior standard-normal");
        Require(decoder.Inputs == posterior.LatentSize + condition, $"the decoder takes {decoder.Inputs} values a row; the posterior gives {posterior.LatentSize}{andCondition}");
        Require(decoder.Outputs == likelihood.Outputs(rowShape.Length), $"the decoder gives {decoder.Outputs} values a row; {likelihood.GetType().Name} over {rowShape.Length} values needs {likelihood.Outputs(rowShape.Length)}");
        Require(posterior.HasDensity || !bound.NeedsDensity, $"the bound {bound.GetType().Name} needs the posterior's density, and {posterior.GetType().Name} has none; take the posterior diagonal-gaussian, or the bound elbo");
        Require(posterior.CanBeHeld || !bound.HoldsPosterior, $"the gradient of the bound {bound.GetType().Name} holds the posterior fixed, which {posterior.GetType().Name} cannot be; take the ordinary gradient, or the posterior diagonal-gaussian or full-gaussian");
        Require(posterior.IsStochastic || bound.Samples == 1, $"the bound draws {bound.Samples} samples a row, and those of {posterior.GetType().Name} are all the same; take 1 sample, or the posterior diagonal-gaussian");
        foreach (Penalty penalty in _penalties)
        {
            string? objection = penalty.Objection(posterior);
            Require(objection is null, $"the penalty {penalty.GetType().Name} {objection}");
        }
        Parameters = [];
        encoder.Collect("encoder", Parameters);
        posterior.Collect("posterior", Parameters);
        prior.Collect("prior", Parameters);
        decoder.Collect("decoder", Parameters);
        likelihood.Collect("likelihood", Parameters);
        Tensor[] own = [.. Parameters];
        for (int i = 0; i < _penalties.Length; i++)
        {
            _penalties[i].Collect(string.Create(CultureInfo.InvariantCulture, $"penalty.{i}"), Parameters);
        }
        Players = [new Player("model", own, Loss), .. _penalties.SelectMany(p => p.Critics)];
    }

    /// <summary>Whether anything is added to the loss.</summary>
    internal bool HasPenalties => _penalties.Length > 0;

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override Shape RowShape { get; }

    /// <inheritdoc/>
    public override int LatentSize => _posterior.LatentSize;

    /// <inheritdoc/>
    public override LatentSpace Space => _posterior.Space;

    /// <inheritdoc/>
    public override bool HasDensity => _posterior.HasDensity;

    /// <inheritdoc/>
    public override Measure Measure => _likelihood.Measure;

    /// <inheritdoc/>
    public override Bound Bound { get; }

    /// <inheritdoc/>
    public override DiscretePosterior? Codes => _posterior as DiscretePosterior;

    /// <inheritdoc/>
    public override bool IsJudgedByBound => Players.Count == 1;

    /// <inheritdoc/>
    public override Conditioning? Conditioning => _conditioning;

    /// <summary>The family of p(x|z).</summary>
    public Likelihood Likelihood => _likelihood;

    /// <summary>The decoder, if the later values of a row depend on its first ones: these are its condition then.</summary>
    public AutoregressiveDecoder? Continuation => _decoder as AutoregressiveDecoder;

    /// <inheritdoc/>
    public override IReadOnlyList<Player> Players { get; }

    /// <summary>Adds all that is learned, and the statistics, to those of a model around this one.</summary>
    internal void Collect(string prefix, ParameterSet parameters)
    {
        for (int i = 0; i < Parameters.Count; i++)
        {
            parameters.Add(prefix + Parameters.Names[i], Parameters[i]);
        }
        for (int i = 0; i < Parameters.Statistics.Count; i++)
        {
            parameters.AddStatistic(prefix + Parameters.StatisticNames[i], Parameters.Statistics[i]);
        }
    }

    /// <inheritdoc/>
    public override Distribution Encode(Batch batch, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor x = phase.IsTraining && _corruption is not null ? _corruption.Corrupt(batch.Values, phase.Noise!) : batch.Values;
        x = batch.Mask is { } mask ? mask.Where(x, Tensor.Zeros(Shape.Scalar, x.Backend)) : x;
        return _posterior.Given(_encoder.Forward(_conditioning is null ? x : _conditioning.Beside(x, ConditionOf(batch)!), phase), phase);
    }

    /// <inheritdoc/>
    public override Distribution Prior(Tensor? condition = null) => _prior.Given(condition);

    /// <inheritdoc/>
    public override Distribution Decode(Tensor latent, Tensor? condition, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(latent);
        Tensor input = latent;
        if (_conditioning is not null)
        {
            input = _conditioning.Beside(latent, condition ?? throw new InputException($"This model is conditioned on {_conditioning.Name}; say which one."));
        }
        Tensor decoded = Continuation is { } continuation ? continuation.Forward(input, condition, phase) : _decoder.Forward(input, phase);
        if (RowShape.Rank > 1)
        {
            Shape row = _likelihood.OutputsPerValue == 1 ? RowShape : RowShape.Prepend(_likelihood.OutputsPerValue);
            decoded = decoded.Reshape(row.Prepend(latent.Shape[0]));
        }
        return _likelihood.Given(decoded, phase);
    }

    /// <inheritdoc/>
    public override Pass Infer(Batch batch, int samples, Rng rng, Phase phase = default)
    {
        batch = WithCondition(batch);
        Distribution q = Encode(batch, phase);
        batch = Opened(batch);
        Tensor z = q.Sample(samples, rng);
        Tensor? scale = phase.IsTraining ? Bound.LatentGradientScale(z) : null;
        return new Pass(this, batch, q, _prior.Given(batch.Condition), scale is null ? z : z.ScaleGradient(scale), samples, holdPosterior: scale is not null, phase)
        {
            LatentGradientScale = scale,
        };
    }

    /// <inheritdoc/>
    public override Pass Infer(Batch batch, Distribution posterior, int samples, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(posterior);
        batch = Opened(WithCondition(batch));
        return new Pass(this, batch, posterior, _prior.Given(batch.Condition), posterior.Sample(samples, rng), samples, holdPosterior: false);
    }

    /// <summary>The batch with its conditions worked out once for all that uses them.</summary>
    private Batch WithCondition(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _conditioning is null || batch.Condition is not null ? batch : batch with { Condition = _conditioning.Of(batch) };
    }

    private Batch Opened(Batch batch) => Continuation is { } continuation && batch.Condition is null ? batch with { Condition = continuation.Opening(batch.Values) } : batch;

    private Tensor Loss(Pass pass, StepContext step)
    {
        Tensor loss = -Bound.Objective(pass, step);
        if (_posterior.Loss(pass.Posterior) is { } own)
        {
            loss += own;
        }
        foreach (Penalty penalty in _penalties)
        {
            loss += penalty.Value(pass, step);
        }
        return loss;
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InputException($"The model's parts do not fit: {problem}.");
        }
    }
}
