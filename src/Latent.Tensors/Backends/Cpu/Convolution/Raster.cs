namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>Where the results of a window's positions go: to every position of the pictures, or to every other.</summary>
internal unsafe struct Raster
{
    /// <summary>[rows, Extents..., Pitch], from the first channel that is written.</summary>
    public float* Target;

    public int Pitch;

    public Extents Extents;

    public Extents Positions;

    /// <summary>Position p goes to element p * Step + First.</summary>
    public Extents Step, First;

    /// <summary>Whether neighbouring positions lie side by side throughout.</summary>
    public readonly bool IsWhole => Positions == Extents;

    /// <summary>Copies or adds rows of results to where they belong.</summary>
    public readonly void Scatter(int first, int count, float* results, int columns, bool accumulate)
    {
        int row = first / Positions.Volume, rest = first % Positions.Volume;
        int w = rest % Positions.Width, h = rest / Positions.Width % Positions.Height, d = rest / (Positions.Width * Positions.Height);
        for (int i = 0; i < count; i++)
        {
            int od = (d * Step.Depth) + First.Depth, oh = (h * Step.Height) + First.Height, ow = (w * Step.Width) + First.Width;
            float* to = Target + (((((((long)row * Extents.Depth) + od) * Extents.Height) + oh) * Extents.Width) + ow) * Pitch;
            if (accumulate)
            {
                for (int j = 0; j < columns; j++)
                {
                    to[j] += results[j];
                }
            }
            else
            {
                new ReadOnlySpan<float>(results, columns).CopyTo(new Span<float>(to, columns));
            }
            results += columns;
            if (++w == Positions.Width)
            {
                w = 0;
                if (++h == Positions.Height)
                {
                    h = 0;
                    if (++d == Positions.Depth)
                    {
                        d = 0;
                        row++;
                    }
                }
            }
        }
    }
}
