namespace Latent.Tensors.Ops;

/// <content>Average pooling, resizing and separable filters.</content>
public static partial class TensorOperations
{
    private static readonly ResampleOperation s_resample = new();

    /// <summary>Places made of places as the resampling says: [..., spatial extents, channels], one to three spatial extents.</summary>
    /// <exception cref="TensorException">The tensor does not have the extents that the resampling is from.</exception>
    public static Tensor Resample(this Tensor x, Resampling resampling)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(resampling);
        Tensor y = Tensor.Empty(resampling.OutputOf(x.Shape), x.Backend);
        x.Backend.Resample(x, resampling, y, false);
        Tape.Current?.Record(new Node(s_resample, y, x) { Settings = resampling });
        return y;
    }

    private sealed class ResampleOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Tensor dx = d.Target(d.Node.A!, out bool accumulate);
            dx.Backend.Resample(d.OutputGradient, ((Resampling)d.Node.Settings!).Transposed, dx, accumulate);
        }
    }
}
