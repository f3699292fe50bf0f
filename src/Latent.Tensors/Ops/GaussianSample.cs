using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Samples of a diagonal Gaussian.</content>
public static partial class TensorOperations
{
    private static readonly GaussianSampleOperation s_gaussianSample = new();

    /// <summary>
    /// mean + exp(log variance / 2) noise: <paramref name="samples"/> draws of N(mean, exp(log variance)) for every row,
    /// [batch, d] giving [samples * batch, d], sample by sample. The gradient passes through the draws (Kingma and Welling 2014).
    /// </summary>
    /// <exception cref="TensorException">The shapes do not broadcast, or are scalars.</exception>
    public static Tensor GaussianSample(this Tensor mean, Tensor logVariance, int samples, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(logVariance);
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        Shape shape = Shape.Broadcast(mean.Shape, logVariance.Shape);
        mean = mean.Expand(shape);
        logVariance = logVariance.Expand(shape);
        Tensor z = Tensor.Empty(shape.With(Axis.Of(shape, 0), samples * shape[0]), mean.Backend);
        z.Backend.GaussianSample(mean, logVariance, rng.Key, rng.Reserve(((ulong)z.Length + 3) / 4), z);
        Tape.Current?.Record(new Node(s_gaussianSample, z, mean, logVariance));
        return z;
    }

    private sealed class GaussianSampleOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            n.Output.Backend.GaussianSampleGradient(n.A!, n.Output, d.OutputGradient, d.TargetOf(n.A), d.TargetOf(n.B));
        }
    }
}
