using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The divergence of a diagonal Gaussian from the standard one.</content>
public static partial class TensorOperations
{
    private static readonly GaussianKlOperation s_gaussianKl = new();

    /// <summary>(mean^2 + exp(v) - 1 - v) / 2, element by element: the divergence, in nats, of N(mean, exp(v)) from N(0, 1), v the log variance.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor GaussianKl(this Tensor mean, Tensor logVariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(logVariance);
        Shape shape = Shape.Broadcast(mean.Shape, logVariance.Shape);
        mean = mean.Expand(shape);
        logVariance = logVariance.Expand(shape);
        Tensor y = Tensor.Empty(shape, mean.Backend);
        y.Backend.GaussianKl(mean, logVariance, y);
        Tape.Current?.Record(new Node(s_gaussianKl, y, mean, logVariance));
        return y;
    }

    private sealed class GaussianKlOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            n.Output.Backend.GaussianKlGradient(n.A!, n.B!, d.OutputGradient, d.TargetOf(n.A), d.TargetOf(n.B));
        }
    }
}
