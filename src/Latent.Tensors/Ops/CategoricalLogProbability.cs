using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The categorical log-probability.</content>
public static partial class TensorOperations
{
    private static readonly CategoricalLogProbabilityOperation s_categorical = new();

    /// <summary>The log-probability of one label a row under logits [..., classes]: the logits' shape without its innermost dimension.</summary>
    /// <exception cref="TensorException">There are more or fewer labels than rows, or a label is no class.</exception>
    public static Tensor CategoricalLogProbability(this Tensor logits, Indices labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        int last = Axis.Of(logits.Shape, ^1);
        Shape rows = logits.Shape.Without(last);
        if (rows.Length != labels.Length)
        {
            throw new TensorException($"Logits {logits.Shape} have {rows.Length} rows, but there are {labels.Length} labels.");
        }
        CheckRange(labels, logits.Shape.Columns, "A row of logits", logits.Shape, "class");
        Tensor y = Tensor.Empty(rows, logits.Backend);
        y.Backend.CategoricalLogProbability(logits, labels, y);
        Tape.Current?.Record(new Node(s_categorical, y, logits) { Indices = labels });
        return y;
    }

    private sealed class CategoricalLogProbabilityOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dLogits = d.Target(n.A!, out bool accumulate);
            n.Output.Backend.CategoricalLogProbabilityGradient(n.A!, n.Indices!, d.OutputGradient, dLogits, accumulate);
        }
    }
}
