using Latent.Bounds;
using Latent.Conditions;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent;

/// <summary>
/// A VAE that learns classes, or a number, from few labels (Kingma et al. 2014). Around a VAE without a condition its network
/// q(y|x) reads latents: M1; with a second, conditional one over these latents it is M1+M2, whose network may read the rows. Around a VAE that is conditioned
/// on labels the network reads the rows and is the posterior of the label where it is unknown: M2.
/// </summary>
public sealed class SemiSupervised : LatentModel
{
    private readonly Vae _model;
    private readonly Target _target;
    private readonly Layer _network;
    private readonly BesideValues[] _beside;
    private readonly HiddenCells? _cells;
    private readonly SemiSupervisedOptions _options;
    private readonly TargetBound? _bound;
    private readonly LabelledSplit _split = new();
    private readonly bool _isOfLatents;
    private readonly bool _readsLatents;

    /// <summary>Composes a model and checks that its parts fit.</summary>
    /// <param name="model">The VAE of the rows: conditioned on labels for M2, else without a condition.</param>
    /// <param name="target">What it tells of rows.</param>
    /// <param name="network">Rows (M2) or latents (M1; M1+M2 unless the options say rows) to the outputs that the target asks for.</param>
    /// <param name="options">How it learns; null for the usual.</param>
    /// <param name="ofLatents">For M1+M2, a VAE of the first one's latents that is conditioned on labels; null otherwise.</param>
    /// <param name="beside">What the network reads beside the values of rows, one after the other; null for nothing.</param>
    /// <param name="cells">Units that learn beside it to tell hidden cells of a table's rows, for a logistic regression that the target lets read them; null for none.</param>
    /// <exception cref="InputException">Two parts do not fit; the message says which and what would.</exception>
    public SemiSupervised(Vae model, Target target, Layer network, SemiSupervisedOptions? options = null, Vae? ofLatents = null, IReadOnlyList<BesideValues>? beside = null, HiddenCells? cells = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(network);
        _model = model;
        _target = target;
        _beside = [.. beside ?? []];
        _network = _beside.Length == 0 ? network : new Sequence([.. _beside, network]);
        _cells = cells;
        _options = options ?? new SemiSupervisedOptions();
        _isOfLatents = model.Conditioning is null;
        _readsLatents = _isOfLatents && (ofLatents is null || !_options.ReadsRows);
        Require(target.Outputs > 1, "a classifier of one class has nothing to tell apart");
        Require(network.Outputs == target.Outputs, $"the classifier gives {network.Outputs} values a row; {target.GetType().Name} needs {target.Outputs}");
        int read = _readsLatents ? model.LatentSize : model.RowShape.Length, modelled = _isOfLatents ? model.LatentSize : model.RowShape.Length;
        Require(_network.Inputs == read, $"the classifier takes {_network.Inputs} values; {(_readsLatents ? "latents" : "rows")} have {read}");
        Require(_isOfLatents || ofLatents is null, "a VAE of latents belongs to one without a condition");
        Require(_options.View.Count > 0 || _options.Consistency == 0, "consistency compares views of rows, and nothing makes any");
        if ((_isOfLatents ? ofLatents : model) is { } conditional)
        {
            Require(target.Conditions(conditional), $"the labels of M2 are the condition of its VAE; take one that is conditioned on {(Classes > 0 ? $"{Classes} classes" : "a number")}");
            Require(conditional.RowShape.Length == modelled, $"the VAE of latents takes {conditional.RowShape.Length} values; they have {modelled}");
            Require(conditional.Bound.IsMeanOfRows, $"the bound {conditional.Bound.GetType().Name} is no mean over rows, which M2 needs to weigh labels; take elbo without free bits");
            Require(!conditional.HasPenalties, "M2 knows no penalties; leave them out");
            _bound = target.Bound(conditional, _options);
        }
        Parameters = [];
        model.Collect("", Parameters);
        var own = new ParameterSet();
        ofLatents?.Collect("classes.", own);
        _network.Collect("classes.classifier", own);
        cells?.Collect("classes.cells", own);
        ofLatents?.Collect("classes.", Parameters);
        _network.Collect("classes.classifier", Parameters);
        target.Collect("classes.target", Parameters);
        cells?.Collect("classes.cells", Parameters);
        Conditioning = _isOfLatents ? null : target.Condition(batch => Answers(batch));
        Players = _isOfLatents ? [.. model.Players, new Player("classes", own, Loss)] : [new Player("model", Parameters, Loss)];
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
    public override Measure Measure => _model.Measure;

    /// <inheritdoc/>
    public override Bound Bound => _model.Bound;

    /// <inheritdoc/>
    public override bool IsJudgedByBound => _isOfLatents && _model.IsJudgedByBound;

    /// <inheritdoc/>
    public override Conditioning? Conditioning { get; }

    /// <inheritdoc/>
    public override Target Target => _target;

    /// <inheritdoc/>
    public override int LabelledRows => _options.LabelledRows;

    /// <inheritdoc/>
    public override IReadOnlyList<Player> Players { get; }

    /// <summary>The VAE of the rows.</summary>
    public Vae Model => _model;

    /// <inheritdoc/>
    public override Tensor Classify(Batch batch) => _target is ClassTarget classes ? classes.LogProbability(Answers(batch), Read(batch), batch.Mask) : base.Classify(batch);

    /// <inheritdoc/>
    public override GaussianDistribution Regress(Batch batch) => _target is NumberTarget number ? number.Told(Answers(batch), batch.Values) : base.Regress(batch);

    /// <inheritdoc/>
    public override void Begin(RowSource train)
    {
        _target.Begin(train);
        Array.ForEach(_beside, layer => layer.Begin(train));
        _cells?.Begin(train);
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
        batch = _split.Order(batch, _target is NumberTarget);
        Pass pass = _isOfLatents ? InferLatents(batch, samples, rng, phase) : InferRows(batch, rng, phase);
        // Rows with labels, which every batch has anew, would be learned by heart.
        pass.Target!.OfHiddenCells = _cells?.Loss(batch, _split.Unlabelled > 0 ? _split.Unlabelled : batch.Rows, rng.Split("cells"));
        return pass;
    }

    /// <summary>M2: the classifier sees rows and other views of them, and the pass holds unlabelled rows under every class.</summary>
    private Pass InferRows(Batch batch, Rng rng, Phase phase)
    {
        Tensor? view = _options.View.Count > 0 ? _options.Changed(batch.Values, rng.Split("view")) : null;
        TargetPass pass = Answers(batch.Values, view, phase);
        _bound!.Infer(batch.Values, batch.Mask, pass, (float)_options.Generative, rng, phase);
        pass.Expanded!.Target = pass;
        return pass.Expanded;
    }

    /// <summary>M1 and M1+M2: the first VAE learns from the rows without labels, and those with would be too often in its sight.</summary>
    private Pass InferLatents(Batch batch, int samples, Rng rng, Phase phase)
    {
        int unknown = _split.Unlabelled, known = _split.Labelled;
        bool both = unknown > 0 && known > 0;
        Pass whole = _model.Infer(both ? Part(batch, 0, unknown) : batch, samples, rng, phase);
        Tensor z = (samples == 1 ? whole.Latent : whole.Latent.Slice(0, 0, whole.Batch.Rows)).Detach();
        if (both)
        {
            z = z.Concat(_model.Encode(Part(batch, unknown, known), phase).Sample(1, rng).Detach(), 0);
        }
        Tensor? view = _options.View.Count > 0 ? _options.Changed(batch.Values, rng.Split("view")) : null;
        if (view is not null && _readsLatents)
        {
            view = _model.Encode(batch with { Values = view }, phase).Sample(1, rng).Detach();
        }
        whole.Target = Answers(_readsLatents ? z : batch.Values, view, phase);
        _bound?.Infer(z, null, whole.Target, (float)_options.Generative, rng, phase);
        return whole;
    }

    /// <summary>
    /// What the linear maps beside the network read of rows: one their values, and which share of rows has lesser ones where the network reads that; another, if there are any, the units
    /// that tell hidden cells.
    /// </summary>
    internal IReadOnlyList<Tensor> Read(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor values = batch.Values.Reshape(new Shape(batch.Values.Shape[0], RowShape.Length));
        Tensor read = _beside.Aggregate(values, (read, layer) => layer.Forward(read, Phase.Evaluation));
        return _cells is null ? [read] : [read, _cells.Units(values)];
    }

    /// <summary>What the network says of rows, in evaluation.</summary>
    private Tensor Answers(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _network.Forward(_readsLatents ? _model.Encode(batch, Phase.Evaluation).Mean : batch.Values, Phase.Evaluation);
    }

    /// <summary>What the network says of all rows, and of other views of them.</summary>
    private TargetPass Answers(Tensor rows, Tensor? view, Phase phase)
    {
        int count = rows.Shape[0];
        Tensor outputs = _network.Forward(view is null ? rows : rows.Concat(view, 0), phase);
        return new TargetPass(view is null ? outputs : outputs.Slice(0, 0, count), view is null ? null : outputs.Slice(0, count, count), _split.Unlabelled, _target.Known(_split)) { IsOfLatents = _isOfLatents };
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
        TargetPass told = pass.Target ?? throw new InvalidOperationException("The pass is none of this model's training.");
        Tensor? loss = _bound is null ? null : -_bound.Objective(told, step, (float)_options.Generative);
        if (told.Labels.Count > 0)
        {
            Tensor error = Error(told.Outputs);
            loss = Sum(loss, (told.Seen is null ? error : _options.OnlyViews ? Error(told.Seen) : (error + Error(told.Seen)).Affine(0.5f)).Affine((float)_options.Alpha));
        }
        if (told is { Seen: not null, Unlabelled: > 0 } && _options.Consistency > 0)
        {
            Tensor disagreement = _target.Disagreement(told.Unknown, told.Seen.Slice(0, 0, told.Unlabelled), (float)_options.Confidence);
            loss = Sum(loss, disagreement.Affine((float)_options.Consistency / told.Unlabelled));
        }
        loss = told.OfHiddenCells is { } cells ? Sum(loss, cells) : loss;
        return loss ?? told.Outputs.Sum().Affine(0);

        Tensor Error(Tensor outputs) => _target.Error(outputs.Slice(0, told.Unlabelled, told.Labels.Count), told.Labels);
    }

    private static Tensor Sum(Tensor? a, Tensor b) => a is null ? b : a + b;

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InputException($"The parts of the semi-supervised model do not fit: {problem}.");
        }
    }
}
