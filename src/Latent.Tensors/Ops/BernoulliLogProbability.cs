using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The Bernoulli log-probability.</content>
public static partial class TensorOperations
{
    private static readonly BernoulliLogProbabilityOperation s_bernoulli = new();

    /// <summary>
    /// [rows]: the sum over every row of mask (x l - log(1 + exp(l))), the log-probability of x in [0, 1] under logits l.
    /// Rows are counted by the outermost dimension and everything else is columns; a tensor of rank 1 is one row.
    /// Operands with fewer rows are read again from their first row, so that a batch meets every one of its samples. The
    /// mask gets no gradient.
    /// </summary>
    /// <exception cref="TensorException">The shapes do not fit; the message names them.</exception>
    public static Tensor BernoulliLogProbability(this Tensor logits, Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(x);
        Cycling cycling = Cycling.Of("BernoulliLogProbability", logits, x, mask, null);
        Shape own = logits.Shape.AsMatrix(), xs = x.Shape.AsMatrix();
        if (own[1] != xs[1] || (mask is not null && mask.Shape.AsMatrix()[1] != xs[1]))
        {
            throw new TensorException($"BernoulliLogProbability needs as many logits as values in a row; it got {logits.Shape} and {x.Shape}{(mask is null ? "" : $" with mask {mask.Shape}")}.");
        }
        if (own[0] != cycling.Rows)
        {
            logits = logits.Reshape(own).Repeat(cycling.Rows / own[0]);
        }
        Tensor y = Tensor.Empty(new Shape(cycling.Rows), logits.Backend);
        y.Backend.BernoulliLogProbability(logits.As(cycling.Full), x.As(xs), mask?.As(mask.Shape.AsMatrix()), y);
        Tape.Current?.Record(new Node(s_bernoulli, y, logits, x, mask));
        return y;
    }

    private sealed class BernoulliLogProbabilityOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor logits = n.A!, x = n.B!;
            Tensor? mask = n.C;
            Backend backend = n.Output.Backend;
            Cycling cycling = Cycling.Of("BernoulliLogProbability", logits, x, mask, null);
            Tensor full = d.As(logits, cycling.Full);
            Tensor? masks = mask is null ? null : d.As(mask, mask.Shape.AsMatrix());
            if (d.Needs(logits))
            {
                Tensor target = d.Target(logits, out bool accumulate);
                backend.BernoulliLogProbabilityGradient(full, d.As(x, x.Shape.AsMatrix()), masks, d.OutputGradient, d.As(target, cycling.Full), accumulate);
            }
            if (d.Needs(x))
            {
                // dx = dy mask l.
                Tensor product = d.Temporary(cycling.Full);
                backend.Binary(BinaryOperation.Multiply, full, d.As(d.OutputGradient, new Shape(cycling.Rows, 1)), product, false);
                if (mask is not null)
                {
                    int rows = mask.Shape.AsMatrix()[0];
                    Tensor masked = d.Temporary(cycling.Full);
                    var folds = new Shape(cycling.Rows / rows, rows, cycling.Columns);
                    backend.Binary(BinaryOperation.Multiply, d.As(product, folds), masks!, d.As(masked, folds), false);
                    d.Return(product);
                    product = masked;
                }
                cycling.Add(d, product, x);
                d.Return(product);
            }
        }
    }
}
