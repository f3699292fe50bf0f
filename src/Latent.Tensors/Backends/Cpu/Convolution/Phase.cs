using System.Numerics;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>
/// One dimension of an adjoint convolution seen from its results: those that are Stride apart are reached by the same
/// taps, so each residue is a plain convolution over y with a few of the taps, in reversed order, and no product with a
/// zero is ever computed.
/// </summary>
internal readonly record struct Phase(int Positions, int First, int Taps, int TapStep, int LastTap, int TapStride)
{
    /// <summary>The results residue, residue + stride, ... of a dimension.</summary>
    public static Phase Of(int residue, int extent, int kernel, int stride, int padding, int dilation)
    {
        int between = stride / (int)BigInteger.GreatestCommonDivisor(stride, dilation), firstTap = -1, taps = 0;
        for (int k = 0; k < kernel; k++)
        {
            if ((residue + padding - (k * dilation)) % stride == 0)
            {
                firstTap = firstTap < 0 ? k : firstTap;
                taps++;
            }
        }
        int last = firstTap + ((taps - 1) * between);
        return new Phase((extent - residue + stride - 1) / stride, taps == 0 ? 0 : (residue + padding - (last * dilation)) / stride, taps, between * dilation / stride, last, between);
    }

    /// <summary>Which tap of the kernel the window's tap <paramref name="t"/> is.</summary>
    public int Tap(int t) => LastTap - (t * TapStride);
}
