using Latent.Bounds;
using Latent.Conditions;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Targets;
using Latent.Tensors;
using Latent.Training;

namespace Latent;

/// <summary>
/// A model with latent variables, as the trainer, the applications and the tool see it: it infers latents, decodes them,
/// and has players who each minimise a loss over their own parameters.
/// </summary>
public abstract class LatentModel
{
    /// <summary>Everything that is learned, by name.</summary>
    public abstract ParameterSet Parameters { get; }

    /// <summary>The shape of one row of data.</summary>
    public abstract Shape RowShape { get; }

    /// <summary>How many values a latent has.</summary>
    public abstract int LatentSize { get; }

    /// <summary>Where its latents lie.</summary>
    public virtual LatentSpace Space => LatentSpace.RealValues;

    /// <summary>Whether q(z|x) has a density, so that KL and importance weights exist.</summary>
    public abstract bool HasDensity { get; }

    /// <summary>What its bounds and log-likelihoods are logarithms of.</summary>
    public virtual Measure Measure => Measure.Density;

    /// <summary>What the model is trained to maximise.</summary>
    public abstract Bound Bound { get; }

    /// <summary>Whether a better ELBO makes a better model; where critics have a say, a worse one may be of better pictures.</summary>
    public virtual bool IsJudgedByBound => true;

    /// <summary>The posterior, if latents are made of codes of which there are finitely many; null for other models.</summary>
    public virtual DiscretePosterior? Codes => null;

    /// <summary>What the model is told beside a row and beside a latent; null for nothing.</summary>
    public virtual Conditioning? Conditioning => null;

    /// <summary>What it tells of rows: their class, or a number; null for nothing.</summary>
    public virtual Target? Target => null;

    /// <summary>How many classes it tells rows apart by; 0 if it is no classifier.</summary>
    public int Classes => Target is ClassTarget classes ? classes.Outputs : 0;

    /// <summary>How many rows with labels every batch of training gets beside its own, whose labels are hidden then; 0 for models that do not learn from labels that some rows lack.</summary>
    public virtual int LabelledRows => 0;

    /// <summary>Who learns, in the order of their updates; most models have one player.</summary>
    public abstract IReadOnlyList<Player> Players { get; }

    /// <summary>The conditions of a batch's rows: its own, or those that its rows or labels make; null if the model takes none.</summary>
    /// <exception cref="InputException">The model needs conditions, and the batch does not tell them.</exception>
    public Tensor? ConditionOf(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Condition ?? Conditioning?.Of(batch);
    }

    /// <summary>q(z|x) of every row.</summary>
    public abstract Distribution Encode(Batch batch, Phase phase);

    /// <summary>log q(y|x): the log-probabilities of the classes of every row.</summary>
    /// <returns>[rows, <see cref="Classes"/>], nats.</returns>
    /// <exception cref="InputException">The model is no classifier.</exception>
    public virtual Tensor Classify(Batch batch) =>
        throw new InputException("This model does not tell classes; train one with the recipe semi-supervised on data of which some rows have labels.");

    /// <summary>q(y|x): the number that it tells of every row.</summary>
    /// <returns>Of [rows, 1], in units of the target's <see cref="NumberTarget.Scale"/>.</returns>
    /// <exception cref="InputException">The model tells no number.</exception>
    public virtual GaussianDistribution Regress(Batch batch) =>
        throw new InputException("This model does not tell a number; train one with --target NAME, the recipe semi-supervised and data of which some rows have that number.");

    /// <summary>Called before training with the rows that it learns from, as it sees them: labels that are to be hidden are.</summary>
    public virtual void Begin(RowSource train)
    {
    }

    /// <summary>p(z), or p(z|condition).</summary>
    public abstract Distribution Prior(Tensor? condition = null);

    /// <summary>p(x|z) of every latent.</summary>
    /// <param name="latent">[rows, latent].</param>
    /// <param name="condition">What generation is conditioned on; null for none.</param>
    public Distribution Decode(Tensor latent, Tensor? condition = null) => Decode(latent, condition, Phase.Evaluation);

    /// <summary>p(x|z) of every latent, in training or evaluation.</summary>
    /// <param name="latent">[rows, latent].</param>
    /// <param name="condition">What generation is conditioned on; null for none.</param>
    /// <param name="phase">Training, with its noise, or evaluation.</param>
    public abstract Distribution Decode(Tensor latent, Tensor? condition, Phase phase);

    /// <summary>Sends a batch through the model.</summary>
    /// <param name="batch">The data.</param>
    /// <param name="samples">How many latents to draw for every row.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="phase">Training, with its noise, or evaluation.</param>
    public abstract Pass Infer(Batch batch, int samples, Rng rng, Phase phase = default);

    /// <summary>Sends a batch through the rest of the model, from its posterior on: more samples of rows that are encoded already.</summary>
    public abstract Pass Infer(Batch batch, Distribution posterior, int samples, Rng rng);

    /// <summary>Rows' means p(x|z) at latents drawn from the prior: new data.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="temperature">The spread of the latents relative to the prior's; below 1 gives more typical data. Codes that are all equally likely are so at every temperature.</param>
    /// <param name="condition">[rows, ...] with a number of rows that divides the count; null for none, or, if the model is conditioned on classes, for each class in turn.</param>
    /// <returns>[count, ...].</returns>
    /// <exception cref="InputException">The model needs a condition to be given.</exception>
    public Tensor Sample(int count, Rng rng, float temperature = 1, Tensor? condition = null)
    {
        condition ??= Conditioning?.Usual(0, count, Parameters[0].Backend);
        Distribution prior = Prior(condition);
        Tensor latent = prior.Sample(SamplesPerRow(prior, count), rng);
        return Decode(prior.IsDiscrete ? latent : prior.Spread(latent, temperature), condition).Mean;
    }

    /// <summary>How many samples of every row of a prior make so many latents in all.</summary>
    /// <exception cref="InputException">No whole number does.</exception>
    internal static int SamplesPerRow(Distribution prior, int count)
    {
        int rows = Math.Max(1, prior.Mean.Shape[0]);
        return count % rows == 0 ? count / rows : throw new InputException($"{count} new rows cannot be shared out evenly among {rows} conditions; ask for a multiple of {rows}.");
    }
}
