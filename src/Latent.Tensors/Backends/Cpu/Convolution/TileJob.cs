using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Latent.Tensors.Backends.Cpu.MatrixProduct;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>
/// A two by two window, one step at a time, over a picture that is made of the source: value (i, j) of channel (a, b, c)
/// is the source's at (i Step + FirstHeight + a, j Step + FirstWidth + b). With step 2 that folds a picture to half its
/// sides and four times its channels, and a four by four window that moves two at a time becomes this one.
/// </summary>
internal unsafe struct TileJob
{
    /// <summary>[rows, Height, Width, Channels].</summary>
    public float* Source;

    public int Rows, Height, Width, Channels, Step, FirstHeight, FirstWidth;

    /// <summary>Results of the window along both sides.</summary>
    public int ResultsHigh, ResultsWide;

    /// <summary>Channels of the results, of all parts.</summary>
    public int Columns;

    /// <summary>Where the results go.</summary>
    public TileParts Parts;

    public int PartCount;

    /// <summary>Pictures at once.</summary>
    public int Together;

    public Product Product;

    public bool Accumulate;

    /// <summary>For the weights' gradient: that of the results, how many parts the pictures fall into, and each part's sums.</summary>
    public float* Gradient, Partials;

    public int RowsPerPart;

    public readonly int FoldedChannels => Step * Step * Channels;

    public readonly int TilesHigh => (ResultsHigh + 3) / 4;

    public readonly int TilesWide => (ResultsWide + 3) / 4;

    public readonly int Tiles => TilesHigh * TilesWide;

    public readonly int FoldedHeight => (4 * TilesHigh) + 1;

    public readonly int FoldedWidth => (4 * TilesWide) + 1;

    /// <summary>Writes a folded picture, with zeros where there is nothing; channels are whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Fold<TVector>(int row, float* target)
        where TVector : unmanaged, IVector<TVector>
    {
        // The folded columns of one place lie side by side in the source, too; places from begin to end have them all.
        int channels = Channels, step = Step, folded = FoldedChannels, wide = FoldedWidth, line = step * channels;
        int begin = Math.Clamp((step - 1 - FirstWidth) / step, 0, wide), end = Math.Clamp((Width - FirstWidth) / step, begin, wide);
        nint size = (nint)Height * Width * channels;
        float* picture = Source + (row * size);
        for (int i = 0; i < FoldedHeight; i++)
        {
            for (int a = 0; a < step; a++)
            {
                int h = (i * step) + FirstHeight + a;
                bool inside = (uint)h < (uint)Height;
                float* to = target + ((long)i * wide * folded) + (a * line), from = picture + ((((long)h * Width) + FirstWidth) * channels);
                for (int j = 0; j < wide; j++)
                {
                    if (inside && j >= begin && j < end)
                    {
                        for (int c = 0; c < line; c += TVector.Count)
                        {
                            TVector.Store(to + c, TVector.Load(from + c));
                            if (Sse.IsSupported)
                            {
                                // The next picture comes near while this one is computed with.
                                Sse.Prefetch1(from + size + c);
                            }
                        }
                    }
                    else
                    {
                        int w = (j * step) + FirstWidth, low = inside ? Math.Clamp(-w, 0, step) * channels : line, high = inside ? Math.Clamp(Width - w, 0, step) * channels : line;
                        for (int c = 0; c < line; c += TVector.Count)
                        {
                            TVector.Store(to + c, c >= low && c < high ? TVector.Load(from + c) : default);
                        }
                    }
                    to += folded;
                    from += line;
                }
            }
        }
    }
}

/// <summary>Some of the channels of the results, and where they go.</summary>
internal struct TilePart
{
    public Raster Raster;

    /// <summary>At which of the window's results those that are wanted begin; how many there are is for the raster to say.</summary>
    public int Top, Left;
}

/// <summary>What one transform of the source serves: a convolution, or all residues of an adjoint with a stride of two.</summary>
[InlineArray(4)]
internal struct TileParts
{
    private TilePart _first;
}
