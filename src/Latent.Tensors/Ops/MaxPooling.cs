namespace Latent.Tensors.Ops;

/// <content>The greatest values of windows.</content>
public static partial class TensorOperations
{
    private static readonly MaxPoolingOperation s_maxPooling = new();

    /// <summary>
    /// The greatest value of each window (padding never counts), channel by channel; the gradient goes to the first place
    /// that has it. NaN if any value of the window is.
    /// </summary>
    /// <param name="x">[..., spatial extents, channels], one to three spatial extents.</param>
    /// <param name="windows">The windows, as <see cref="Resampling.Average"/> makes them; weights do not matter.</param>
    /// <exception cref="TensorException">The tensor does not have the extents that the windows are of.</exception>
    public static Tensor MaxPooling(this Tensor x, Resampling windows)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(windows);
        Tensor y = Tensor.Empty(windows.OutputOf(x.Shape), x.Backend);
        x.Backend.MaxPooling(x, windows, y);
        Tape.Current?.Record(new Node(s_maxPooling, y, x) { Settings = windows });
        return y;
    }

    private sealed class MaxPoolingOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dx = d.Target(n.A!, out bool accumulate);
            dx.Backend.MaxPoolingGradient(n.A!, (Resampling)n.Settings!, n.Output, d.OutputGradient, dx, accumulate);
        }
    }
}
