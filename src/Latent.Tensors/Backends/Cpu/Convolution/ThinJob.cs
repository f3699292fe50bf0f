using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>
/// A convolution to very few channels, such as a decoder's last: as a product's columns those would leave most lanes of a
/// vector empty, so positions are the columns, and the rows all taps of all channels. Every row is then added, shifted, to
/// a plane of results; results that are a stride apart make one plane, so that neighbours stay neighbours.
/// </summary>
internal unsafe struct ThinJob
{
    /// <summary>[rows, From..., Channels].</summary>
    public float* Source;

    /// <summary>[rows, To..., Results].</summary>
    public float* Target;

    public int Rows, Channels, Results, Lines;

    public Extents From, To, Taps, Stride, Padding, Dilation;

    /// <summary>1 where position i reaches result i * stride + (tap * dilation - padding), -1 where it is minus that.</summary>
    public int Sign;

    public float* Bias;

    public bool Accumulate;

    public delegate*<float*, nint, int, int, void> Activation;

    public Product Product;

    public readonly int Columns => Taps.Volume * Results;

    /// <summary>The extents of a plane: results that are a stride apart.</summary>
    public readonly Extents Plane => new((To.Depth + Stride.Depth - 1) / Stride.Depth, (To.Height + Stride.Height - 1) / Stride.Height, (To.Width + Stride.Width - 1) / Stride.Width);

    /// <summary>Where a tap leads: to which residue, and how far along its plane.</summary>
    public readonly (int Residue, int Shift) Tap(int tap, int stride, int dilation, int padding)
    {
        int offset = Sign * ((tap * dilation) - padding), residue = ((offset % stride) + stride) % stride;
        return (residue, (offset - residue) / stride);
    }

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
        Sign = 1,
    };

    /// <summary>A plain convolution with stride 1.</summary>
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
        Padding = s.Padding,
        Dilation = s.Dilation,
        Sign = -1,
    };
}
