using Latent.Conditions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>The class of a row, from a logit for each.</summary>
/// <param name="classes">How many classes there are.</param>
/// <param name="balanced">Whether all are taken for equally likely; else they are as likely as they are among the labels.</param>
public sealed class ClassTarget(int classes, bool balanced = true) : Target
{
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
