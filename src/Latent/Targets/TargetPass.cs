using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>What a semi-supervised model made of a batch in training, for its losses: rows without labels come before those with.</summary>
/// <param name="Outputs">[rows, outputs]: what the network of q(y|x) says of all rows as they are.</param>
/// <param name="Seen">[rows, outputs]: what it says of other views of all rows; null where there are none.</param>
/// <param name="Unlabelled">How many rows have no label.</param>
/// <param name="Labels">The labels of the others.</param>
internal sealed record TargetPass(Tensor Outputs, Tensor? Seen, int Unlabelled, Labels Labels)
{
    /// <summary>How many rows there are.</summary>
    public int Rows => Unlabelled + Labels.Count;

    /// <summary>What is said of rows without labels.</summary>
    public Tensor Unknown => Outputs.Slice(0, 0, Unlabelled);

    /// <summary>A pass of rows without labels, once under every label that was taken, and rows with labels under theirs; null if none was made.</summary>
    public Pass? Expanded { get; set; }

    /// <summary>[rows of <see cref="Expanded"/>]: how much each of them counts: q(y|x), or 1 for a known class; null if every row is there once.</summary>
    public Tensor? Weights { get; set; }

    /// <summary>-log p of cells that were hidden, nats a row (<see cref="HiddenCells"/>); null where none were.</summary>
    public Tensor? OfHiddenCells { get; set; }

    /// <summary>Whether the labels are of the latents of another model, whose pass this belongs to.</summary>
    public bool IsOfLatents { get; init; }

    /// <summary>Whether the pass that this belongs to has rows several times.</summary>
    public bool IsExpanded => !IsOfLatents && Weights is not null;

    /// <summary>The mean over classes of what the expanded rows have, such as the means of their posteriors.</summary>
    /// <param name="expanded">[rows of <see cref="Expanded"/>, values].</param>
    /// <returns>[rows, values].</returns>
    public Tensor Means(Tensor expanded)
    {
        int values = expanded.Length / expanded.Shape[0], unknown = expanded.Shape[0] - Labels.Count;
        Tensor weighed = expanded.Reshape(new Shape(expanded.Shape[0], values)) * Weights!.Reshape(new Shape(expanded.Shape[0], 1));
        if (Unlabelled == 0)
        {
            return weighed;
        }
        Tensor sums = weighed.Slice(0, 0, unknown).Reshape(new Shape(unknown / Unlabelled, Unlabelled, values)).Sum(0);
        return Labels.Count == 0 ? sums : sums.Concat(weighed.Slice(0, unknown, Labels.Count), 0);
    }
}
