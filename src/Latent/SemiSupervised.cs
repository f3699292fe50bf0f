using Latent.Bounds;
using Latent.Classification;
using Latent.Conditions;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent;

/// <summary>
/// A VAE that learns classes from few labels (Kingma et al. 2014). Around a VAE without a condition its classifier reads
/// latents: M1; with a second, conditional one over these latents it is M1+M2. Around a VAE that is conditioned on classes
/// the classifier q(y|x) reads the rows and is the posterior of the class where it is unknown: M2.
/// </summary>
public sealed class SemiSupervised : LatentModel
{
    private readonly Vae _model;
    private readonly Layer _classifier;
    private readonly SemiSupervisedOptions _options;
    private readonly ClassBound? _bound;
    private readonly LabelledSplit _split = new();
    private readonly bool _readsLatents;

    /// <summary>Composes a model and checks that its parts fit.</summary>
    /// <param name="model">The VAE of the rows: conditioned on classes for M2, else without a condition.</param>
    /// <param name="classifier">Rows (M2) or latents (M1, M1+M2) to a logit a class.</param>
    /// <param name="options">How it learns; null for the usual.</param>
    /// <param name="ofLatents">For M1+M2, a VAE of the first one's latents that is conditioned on classes; null otherwise.</param>
    /// <exception cref="InputException">Two parts do not fit; the message says which and what would.</exception>
    public SemiSupervised(Vae model, Layer classifier, SemiSupervisedOptions? options = null, Vae? ofLatents = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classifier);
        _model = model;
        _classifier = classifier;
        _options = options ?? new SemiSupervisedOptions();
        _readsLatents = model.Conditioning is null;
        Classes = classifier.Outputs;
        Require(Classes > 1, "a classifier of one class has nothing to tell apart");
        int read = _readsLatents ? model.LatentSize : model.RowShape.Length;
        Require(classifier.Inputs == read, $"the classifier takes {classifier.Inputs} values; {(_readsLatents ? "latents" : "rows")} have {read}");
        Require(_readsLatents || ofLatents is null, "a VAE of latents belongs to one without a condition");
        Require(_options.View.Count > 0 || _options.Consistency == 0, "consistency compares views of rows, and nothing makes any");
        if ((_readsLatents ? ofLatents : model) is { } conditional)
        {
            Require(conditional.Conditioning is ClassCondition condition && condition.Size == Classes, $"the classes that M2 sums over are the condition of its VAE; take one that is conditioned on {Classes} classes");
            Require(conditional.RowShape.Length == read, $"the VAE of latents takes {conditional.RowShape.Length} values; they have {read}");
            Require(conditional.Bound.IsMeanOfRows, $"the bound {conditional.Bound.GetType().Name} is no mean over rows, which M2 needs to weigh classes; take elbo without free bits");
            Require(!conditional.HasPenalties, "M2 knows no penalties; leave them out");
            _bound = new ClassBound(conditional, Classes, _options.Marginal);
        }
        Parameters = [];
        model.Collect("", Parameters);
        var own = new ParameterSet();
        ofLatents?.Collect("classes.", own);
        classifier.Collect("classes.classifier", own);
        ofLatents?.Collect("classes.", Parameters);
        classifier.Collect("classes.classifier", Parameters);
        Conditioning = _readsLatents ? null : new ClassCondition(Classes) { Guess = Classify };
        Players = _readsLatents ? [.. model.Players, new Player("classes", own, Loss)] : [new Player("model", Parameters, Loss)];
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override Shape RowShape => _model.RowShape;

    /// <inheritdoc/>
    public override int LatentSize => _model.LatentSize;

    /// <inheritdoc/>
    public override LatentSpace Space => _model.Space;

    /// <inheritdoc/>
    public override bool HasDensity => _model.HasDensity;

    /// <inheritdoc/>
    public override Bound Bound => _model.Bound;

    /// <inheritdoc/>
    public override bool IsJudgedByBound => _readsLatents && _model.IsJudgedByBound;

    /// <inheritdoc/>
    public override Conditioning? Conditioning { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    public override int LabelledRows => _options.LabelledRows;

    /// <inheritdoc/>
    public override IReadOnlyList<Player> Players { get; }

    /// <summary>The VAE of the rows.</summary>
    public Vae Model => _model;

    /// <inheritdoc/>
    public override Tensor Classify(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor read = _readsLatents ? _model.Encode(batch, Phase.Evaluation).Mean : batch.Values;
        return _classifier.Forward(read, Phase.Evaluation).LogSoftmax();
    }

    /// <inheritdoc/>
    public override Distribution Encode(Batch batch, Phase phase) => _model.Encode(Conditioned(batch), phase);

    /// <inheritdoc/>
    public override Distribution Prior(Tensor? condition = null) => _model.Prior(condition);

    /// <inheritdoc/>
    public override Distribution Decode(Tensor latent, Tensor? condition, Phase phase) => _model.Decode(latent, condition, phase);

    /// <inheritdoc/>
    public override Pass Infer(Batch batch, Distribution posterior, int samples, Rng rng) => _model.Infer(Conditioned(batch), posterior, samples, rng);

    /// <inheritdoc/>
    public override Pass Infer(Batch batch, int samples, Rng rng, Phase phase = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(rng);
        if (!phase.IsTraining)
        {
            return _model.Infer(Conditioned(batch), samples, rng, phase);
        }
        batch = _split.Order(batch);
        return _readsLatents ? InferLatents(batch, samples, rng, phase) : InferRows(batch, rng, phase);
    }

    /// <summary>M2: the classifier sees rows and other views of them, and the pass holds unlabelled rows under every class.</summary>
    private Pass InferRows(Batch batch, Rng rng, Phase phase)
    {
        Tensor? view = _options.View.Count > 0 ? _options.Changed(batch.Values, rng.Split("view")) : null;
        ClassPass pass = Answers(batch.Values, view, phase);
        _bound!.Infer(batch.Values, batch.Mask, pass, rng, phase);
        pass.Expanded!.Classes = pass;
        return pass.Expanded;
    }

    /// <summary>M1 and M1+M2: the first VAE learns from the rows without labels, and those with would be too often in its sight.</summary>
    private Pass InferLatents(Batch batch, int samples, Rng rng, Phase phase)
    {
        int unknown = _split.Unlabelled, known = _split.Labels.Length;
        bool both = unknown > 0 && known > 0;
        Pass whole = _model.Infer(both ? Part(batch, 0, unknown) : batch, samples, rng, phase);
        Tensor z = (samples == 1 ? whole.Latent : whole.Latent.Slice(0, 0, whole.Batch.Rows)).Detach();
        if (both)
        {
            z = z.Concat(_model.Encode(Part(batch, unknown, known), phase).Sample(1, rng).Detach(), 0);
        }
        Tensor? view = _options.View.Count == 0
            ? null
            : _model.Encode(batch with { Values = _options.Changed(batch.Values, rng.Split("view")) }, phase).Sample(1, rng).Detach();
        whole.Classes = Answers(z, view, phase);
        _bound?.Infer(z, null, whole.Classes, rng, phase);
        return whole;
    }

    /// <summary>What the classifier says of all rows, and of other views of them.</summary>
    private ClassPass Answers(Tensor rows, Tensor? view, Phase phase)
    {
        int count = rows.Shape[0];
        Tensor logits = _classifier.Forward(view is null ? rows : rows.Concat(view, 0), phase);
        return view is null
            ? new ClassPass(logits, null, _split.Unlabelled, _split.Labels) { IsOfLatents = _readsLatents }
            : new ClassPass(logits.Slice(0, 0, count), logits.Slice(0, count, count), _split.Unlabelled, _split.Labels) { IsOfLatents = _readsLatents };
    }

    private static Batch Part(Batch batch, int first, int count) =>
        batch with { Values = batch.Values.Slice(0, first, count), Mask = batch.Mask?.Slice(0, first, count), Labels = null };

    private Batch Conditioned(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Conditioning is null || batch.Condition is not null ? batch : batch with { Condition = Conditioning.Of(batch) };
    }

    private Tensor Loss(Pass pass, StepContext step)
    {
        ClassPass classes = pass.Classes ?? throw new InvalidOperationException("The pass is none of this model's training.");
        Tensor? loss = _bound is null ? null : -_bound.Objective(classes, step, (float)_options.Generative);
        if (classes.Labels.Length > 0)
        {
            loss = Sum(loss, CrossEntropy(classes).Affine((float)_options.Alpha));
        }
        if (classes is { Seen: not null, Unlabelled: > 0 } && _options.Consistency > 0)
        {
            loss = Sum(loss, Disagreement(classes).Affine((float)_options.Consistency));
        }
        return loss ?? classes.Logits.Sum().Affine(0);
    }

    private static Tensor Sum(Tensor? a, Tensor b) => a is null ? b : a + b;

    /// <summary>-log q(y|x) of rows with labels, and of other views of them.</summary>
    private static Tensor CrossEntropy(ClassPass pass)
    {
        Tensor own = Of(pass.Logits);
        return pass.Seen is null ? own : (own + Of(pass.Seen)).Affine(0.5f);

        Tensor Of(Tensor logits) => -logits.Slice(0, pass.Unlabelled, pass.Labels.Length).CategoricalLogProbability(pass.Labels).Mean();
    }

    /// <summary>-sum over y of q(y|x) log q(y|view of x), for rows without labels of whose class the classifier is sure; no gradient reaches the first.</summary>
    private Tensor Disagreement(ClassPass pass)
    {
        Tensor target = pass.Logits.Slice(0, 0, pass.Unlabelled).Softmax().Detach();
        Tensor sure = target.Max(1, keep: true).Greater((float)_options.Confidence).Detach();
        return -(target * sure * pass.Seen!.Slice(0, 0, pass.Unlabelled).LogSoftmax()).Sum().Affine(1f / pass.Unlabelled);
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InputException($"The parts of the semi-supervised model do not fit: {problem}.");
        }
    }
}
