using Latent.Conditions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>The class of a row, from a logit for each.</summary>
/// <param name="classes">How many classes there are.</param>
/// <param name="balanced">Whether all are taken for equally likely; else they are as likely as they are among the labels.</param>
/// <param name="calibrationParts">Into how many parts the labels are cut when probabilities are calibrated; 0 for a model whose probabilities stay as they are.</param>
/// <param name="ridgeValues">How many values a logistic regression reads that tells beside the network, for a share that calibration finds; 0 for none.</param>
/// <param name="cellValues">How many of these are the values of rows themselves, whose cells may be missing.</param>
public sealed class ClassTarget(int classes, bool balanced = true, int calibrationParts = 0, int ridgeValues = 0, int cellValues = 0) : Target(calibrationParts)
{
    private readonly Tensor? _temperature = calibrationParts > 0 ? Tensor.Constant([1], new Shape(1)) : null;

    // A row of weights for every value, one of intercepts, one of log-odds and one of variances for every missing value, and the share.
    private readonly Tensor? _ridge = ridgeValues > 0 ? Tensor.Zeros(new Shape(LabelledOdds.Length(ridgeValues, cellValues, classes) + 1)) : null;

    /// <summary>What log-probabilities are divided by, so that the model is as sure as it is right (Guo et al. 2017); 1 until they are calibrated.</summary>
    public float Temperature
    {
        get => _temperature?.Item() ?? 1;
        internal set => (_temperature ?? throw new InvalidOperationException("The probabilities of this target are not to be calibrated.")).Set([value]);
    }

    /// <summary>How many values a logistic regression reads that may tell; 0 if none does.</summary>
    internal int RidgeValues => ridgeValues;

    /// <summary>The share of what is told that a logistic regression of the labelled rows tells; 0 until it is found.</summary>
    public float RidgeShare => _ridge?.ToArray()[^1] ?? 0;

    /// <summary>Lets a logistic regression tell for a share of the probability.</summary>
    internal void SetRidge(LabelledOdds told, double share) =>
        (_ridge ?? throw new InvalidOperationException("No logistic regression is to tell this target.")).Set([.. told.State, (float)share]);

    /// <summary>The log-probabilities of classes, calibrated.</summary>
    /// <param name="outputs">[rows, classes]: of the network of q(y|x).</param>
    /// <param name="values">[rows, values]: what a logistic regression reads.</param>
    /// <param name="mask">[rows, values]: 1 where a cell is known, else 0; null where all are.</param>
    internal Tensor LogProbability(Tensor outputs, Tensor values, Tensor? mask)
    {
        Tensor told = Temperature is 1 ? outputs.LogSoftmax() : outputs.Affine(1 / Temperature).LogSoftmax();
        if (RidgeShare is not (var share and > 0))
        {
            return told;
        }
        Tensor linear = Odds(_ridge!.ToArray()[..^1]).LogProbability(values, mask);
        var each = new Shape(1, values.Shape[0], classes);
        return told.Affine(1, MathF.Log(1 - share)).Reshape(each).Concat(linear.Affine(1, MathF.Log(share)).Reshape(each), 0).LogSumExp(0);
    }

    /// <summary>A logistic regression of what this target's reads.</summary>
    /// <param name="state">Its state; null for one that tells nothing yet.</param>
    internal LabelledOdds Odds(float[]? state = null) => new(ridgeValues, cellValues, classes, state);

    /// <inheritdoc/>
    internal override void Collect(string path, ParameterSet parameters)
    {
        if (_temperature is not null)
        {
            parameters.AddStatistic($"{path}.temperature", _temperature);
        }
        if (_ridge is not null)
        {
            parameters.AddStatistic($"{path}.ridge", _ridge);
        }
    }

    /// <inheritdoc/>
    public override bool IsBalanced => balanced;

    /// <inheritdoc/>
    public override int Outputs => classes;

    /// <inheritdoc/>
    internal override bool Conditions(Vae vae) => vae.Conditioning is ClassCondition condition && condition.Size == classes;

    /// <inheritdoc/>
    internal override Conditioning Condition(Func<Batch, Tensor> answers) => new ClassCondition(classes) { Guess = answers };

    /// <inheritdoc/>
    internal override TargetBound Bound(Vae conditional, SemiSupervisedOptions options) => new ClassBound(conditional, classes, options.Marginal);

    /// <inheritdoc/>
    internal override Labels Known(LabelledSplit split) => new(split.Labelled, split.Classes, null);

    /// <inheritdoc/>
    internal override Tensor Error(Tensor outputs, Labels labels) => -outputs.CategoricalLogProbability(labels.Classes!).Mean();

    /// <inheritdoc/>
    internal override Tensor Disagreement(Tensor outputs, Tensor seen, float confidence)
    {
        // The cross-entropy, of rows of whose class the network is sure. Where classes are equally likely a priori, one that is told
        // too often has to be told with more certainty, so that it does not take rows of another that was never learned.
        Tensor told = outputs.Softmax().Detach();
        Tensor aligned = balanced ? told / told.Mean(0, keep: true).Affine(1, 1e-3f) : told;
        Tensor target = balanced ? (aligned / aligned.Sum(1, keep: true)).Detach() : told;
        Tensor sure = target.Max(1, keep: true).Greater(confidence).Detach();
        return -(target * sure * seen.LogSoftmax()).Sum();
    }
}
