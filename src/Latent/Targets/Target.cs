using Latent.Conditions;
using Latent.Data;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Targets;

/// <summary>What a semi-supervised model tells of rows, known for some of them in training: a class, or a number.</summary>
public abstract class Target
{
    /// <param name="calibrationParts">Into how many parts the labels are cut when what is told is calibrated; 0 for a model that stays as it is.</param>
    private protected Target(int calibrationParts) => CalibrationParts = calibrationParts;

    /// <summary>Into how many parts the labels are cut when what is told is calibrated; 0 for never.</summary>
    public int CalibrationParts { get; }

    /// <summary>How many outputs the network of q(y|x) has.</summary>
    public abstract int Outputs { get; }

    /// <summary>Whether rows of every class are drawn as often as those of any other.</summary>
    public virtual bool IsBalanced => true;

    /// <summary>Takes from the rows that are to be learned from what has to be known of their labels.</summary>
    /// <exception cref="InputException">The labels that are known do not suffice.</exception>
    internal virtual void Begin(RowSource train)
    {
    }

    /// <summary>Adds what it keeps of the labels.</summary>
    internal virtual void Collect(string path, ParameterSet parameters)
    {
    }

    /// <summary>Whether a VAE is conditioned on it.</summary>
    internal abstract bool Conditions(Vae vae);

    /// <summary>Rows' labels as conditions, where they are missing the likeliest ones.</summary>
    /// <param name="answers">The outputs of the network of q(y|x).</param>
    internal abstract Conditioning Condition(Func<Batch, Tensor> answers);

    /// <summary>The bound of M2.</summary>
    internal abstract TargetBound Bound(Vae conditional, SemiSupervisedOptions options);

    /// <summary>The labels of rows that have one.</summary>
    /// <param name="split">The batch, in order.</param>
    internal abstract Labels Known(LabelledSplit split);

    /// <summary>-log q(y|x) of the rows that have a label, averaged over them.</summary>
    /// <param name="outputs">[rows, <see cref="Outputs"/>]: of these rows.</param>
    /// <param name="labels">Theirs.</param>
    internal abstract Tensor Error(Tensor outputs, Labels labels);

    /// <summary>How much less is said of views of rows than of the rows as they are, summed over them; no gradient reaches the latter.</summary>
    /// <param name="outputs">[rows, <see cref="Outputs"/>]: of the rows.</param>
    /// <param name="seen">[rows, <see cref="Outputs"/>]: of the views.</param>
    /// <param name="confidence">How sure an answer must be to count, where that has a meaning.</param>
    internal abstract Tensor Disagreement(Tensor outputs, Tensor seen, float confidence);
}
