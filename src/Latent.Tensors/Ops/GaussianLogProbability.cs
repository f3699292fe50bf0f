using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The Gaussian log-probability.</content>
public static partial class TensorOperations
{
    private static readonly GaussianLogProbabilityOperation s_gaussian = new();

    /// <summary>
    /// [rows]: the sum over every row of mask times the log-density of x under N(mean, exp(log variance)). Rows are counted
    /// by the outermost dimension and everything else is columns; a tensor of rank 1 is one row. Operands with fewer rows
    /// are read again from their first row, so that a batch meets every one of its samples, and one with a single column is
    /// stretched. The mask gets no gradient.
    /// </summary>
    /// <exception cref="TensorException">The shapes do not fit; the message names them.</exception>
    public static Tensor GaussianLogProbability(this Tensor x, Tensor mean, Tensor logVariance, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(logVariance);
        Cycling cycling = Cycling.Of("GaussianLogProbability", x, mean, logVariance, mask);
        Tensor y = Tensor.Empty(new Shape(cycling.Rows), x.Backend);
        y.Backend.GaussianLogProbability(
            x.As(x.Shape.AsMatrix()), mean.As(mean.Shape.AsMatrix()), logVariance.As(logVariance.Shape.AsMatrix()), mask?.As(mask.Shape.AsMatrix()), y);
        Tape.Current?.Record(new Node(s_gaussian, y, x, mean, logVariance, mask));
        return y;
    }

    private sealed class GaussianLogProbabilityOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor x = n.A!, mean = n.B!, logVariance = n.C!;
            Tensor? mask = n.D;
            Cycling cycling = Cycling.Of("GaussianLogProbability", x, mean, logVariance, mask);
            bool location = d.Needs(x) || d.Needs(mean);
            if (!location && !d.Needs(logVariance))
            {
                return;
            }
            bool meanInPlace = InPlace(d, mean, cycling), logVarianceInPlace = logVariance != mean && InPlace(d, logVariance, cycling);
            Tensor? dMean = !location ? null : meanInPlace ? d.As(d.Target(mean, out _), cycling.Full) : d.Temporary(cycling.Full);
            Tensor? dLogVariance = !d.Needs(logVariance) ? null : logVarianceInPlace ? d.As(d.Target(logVariance, out _), cycling.Full) : d.Temporary(cycling.Full);
            n.Output.Backend.GaussianLogProbabilityGradient(
                d.As(x, x.Shape.AsMatrix()),
                d.As(mean, mean.Shape.AsMatrix()),
                d.As(logVariance, logVariance.Shape.AsMatrix()),
                mask is null ? null : d.As(mask, mask.Shape.AsMatrix()),
                d.OutputGradient,
                dMean,
                dLogVariance);
            if (d.Needs(x))
            {
                cycling.Add(d, dMean!, x, -1);
            }
            Finish(d, cycling, dMean, mean, meanInPlace);
            Finish(d, cycling, dLogVariance, logVariance, logVarianceInPlace);
        }

        /// <summary>Whether the kernel can write the operand's gradient itself: it is the first, and no sum has to be taken.</summary>
        private static bool InPlace(in Derivation d, Tensor operand, in Cycling cycling) =>
            d.Needs(operand) && !operand.GradientStarted && operand != d.Node.A && operand.Shape.AsMatrix() == cycling.Full;

        private static void Finish(in Derivation d, in Cycling cycling, Tensor? full, Tensor operand, bool inPlace)
        {
            if (full is null || inPlace)
            {
                return;
            }
            if (d.Needs(operand))
            {
                cycling.Add(d, full, operand);
            }
            d.Return(full);
        }
    }
}
