using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>
/// A transposed convolution to very few channels, such as a decoder's last: lanes would stay empty if those were a
/// product's columns, so the columns are all taps of them, and what comes out is added up where it falls. A plain
/// convolution with stride 1 is one, with its taps in reverse.
/// </summary>
internal unsafe struct ThinJob
{
    /// <summary>[rows, From..., Channels].</summary>
    public float* Source;

    /// <summary>[rows, To..., Results].</summary>
    public float* Target;

    public int Rows, Channels, Results, Lines;

    public Extents From, To, Taps, Stride, Padding, Dilation;

    public float* Bias;

    public bool Accumulate;

    public delegate*<float*, nint, int, int, void> Activation;

    public Product Product;

    public readonly int Columns => Taps.Volume * Results;

    public static ThinJob OfTransposed(in ConvolutionShape s, float* y, float* x) => new()
    {
        Source = y,
        Target = x,
        Rows = s.Rows,
        Channels = s.Outputs,
        Results = s.Inputs,
        From = s.Out,
        To = s.In,
        Taps = s.Kernel,
        Stride = s.Stride,
        Padding = s.Padding,
        Dilation = s.Dilation,
    };

    public static ThinJob OfConvolution(in ConvolutionShape s, float* x, float* y) => new()
    {
        Source = x,
        Target = y,
        Rows = s.Rows,
        Channels = s.Inputs,
        Results = s.Outputs,
        From = s.In,
        To = s.Out,
        Taps = s.Kernel,
        Stride = new(1, 1, 1),
        Padding = new(
            ((s.Kernel.Depth - 1) * s.Dilation.Depth) - s.Padding.Depth,
            ((s.Kernel.Height - 1) * s.Dilation.Height) - s.Padding.Height,
            ((s.Kernel.Width - 1) * s.Dilation.Width) - s.Padding.Width),
        Dilation = s.Dilation,
    };
}
