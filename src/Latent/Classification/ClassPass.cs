using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Classification;

/// <summary>What a semi-supervised model made of a batch in training, for its losses: rows without labels come before those with.</summary>
/// <param name="Logits">[rows, classes]: the classifier's logits of all rows as they are.</param>
/// <param name="Seen">[rows, classes]: its logits of other views of all rows; null where there are none.</param>
/// <param name="Unlabelled">How many rows have no label.</param>
/// <param name="Labels">The labels of the others.</param>
internal sealed record ClassPass(Tensor Logits, Tensor? Seen, int Unlabelled, Indices Labels)
{
    /// <summary>How many rows there are.</summary>
    public int Rows => Unlabelled + Labels.Length;

    /// <summary>A pass of rows without labels, once under every class that was taken, and rows with labels under theirs; null if none was made.</summary>
    public Pass? Expanded { get; set; }

    /// <summary>[rows of <see cref="Expanded"/>]: how much each of them counts: q(y|x), or 1 for a known class. </summary>
    public Tensor? Weights { get; set; }

    /// <summary>The mean over classes of what the expanded rows have, such as the means of their posteriors.</summary>
    /// <param name="expanded">[rows of <see cref="Expanded"/>, values].</param>
    /// <returns>[rows, values].</returns>
    public Tensor Means(Tensor expanded)
    {
        int values = expanded.Length / expanded.Shape[0], unknown = expanded.Shape[0] - Labels.Length;
        Tensor weighed = expanded.Reshape(new Shape(expanded.Shape[0], values)) * Weights!.Reshape(new Shape(expanded.Shape[0], 1));
        if (Unlabelled == 0)
        {
            return weighed;
        }
        Tensor sums = weighed.Slice(0, 0, unknown).Reshape(new Shape(unknown / Unlabelled, Unlabelled, values)).Sum(0);
        return Labels.Length == 0 ? sums : sums.Concat(weighed.Slice(0, unknown, Labels.Length), 0);
    }

    /// <summary>Whether the classes are of the latents of another model, whose pass this belongs to.</summary>
    public bool IsOfLatents { get; init; }
}
