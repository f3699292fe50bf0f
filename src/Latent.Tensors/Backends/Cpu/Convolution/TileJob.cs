using Latent.Tensors.Backends.Cpu.MatrixProduct;

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

    /// <summary>Writes a folded picture, with zeros where there is nothing.</summary>
    public readonly void Fold(int row, float* target)
    {
        int channels = Channels;
        float* picture = Source + ((long)row * Height * Width * channels);
        new Span<float>(target, FoldedHeight * FoldedWidth * FoldedChannels).Clear();
        for (int i = 0; i < FoldedHeight; i++)
        {
            for (int a = 0; a < Step; a++)
            {
                int h = (i * Step) + FirstHeight + a;
                if ((uint)h >= (uint)Height)
                {
                    continue;
                }
                for (int j = 0; j < FoldedWidth; j++)
                {
                    float* to = target + (((long)((i * FoldedWidth) + j) * FoldedChannels) + (a * Step * channels));
                    int w = (j * Step) + FirstWidth, low = Math.Clamp(-w, 0, Step), high = Math.Clamp(Width - w, low, Step);
                    if (high > low)
                    {
                        // The folded columns of one place lie side by side in the source, too.
                        new ReadOnlySpan<float>(picture + ((((long)h * Width) + w + low) * channels), (high - low) * channels).CopyTo(new Span<float>(to + (low * channels), (high - low) * channels));
                    }
                }
            }
        }
    }
}
