using System.Runtime.CompilerServices;
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

    /// <summary>Channels of the results.</summary>
    public int Columns;

    /// <summary>Pictures at once.</summary>
    public int Together;

    public Raster Raster;

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
        int channels = Channels, step = Step, folded = FoldedChannels, wide = FoldedWidth, line = step * channels;
        float* picture = Source + ((long)row * Height * Width * channels);
        for (int i = 0; i < FoldedHeight; i++)
        {
            for (int a = 0; a < step; a++)
            {
                int h = (i * step) + FirstHeight + a;
                bool inside = (uint)h < (uint)Height;
                float* source = picture + ((long)h * Width * channels);
                for (int j = 0; j < wide; j++)
                {
                    // The folded columns of one place lie side by side in the source, too.
                    float* to = target + ((long)((i * wide) + j) * folded) + (a * line);
                    int w = (j * step) + FirstWidth, low = inside ? Math.Clamp(-w, 0, step) * channels : line, high = inside ? Math.Clamp(Width - w, 0, step) * channels : line;
                    for (int c = 0; c < line; c += TVector.Count)
                    {
                        TVector.Store(to + c, c >= low && c < high ? TVector.Load(source + ((long)w * channels) + c) : default);
                    }
                }
            }
        }
    }
}
