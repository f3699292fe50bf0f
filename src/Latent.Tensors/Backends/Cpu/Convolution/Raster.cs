using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Scatter<TVector>(int first, int count, float* results, int columns, bool accumulate)
        where TVector : unmanaged, IVector<TVector>
    {
        // Four numbers of our own: a cursor that had them would be too large to stay in registers.
        int row = first / Positions.Volume, rest = first % Positions.Volume;
        int w = rest % Positions.Width, h = rest / Positions.Width % Positions.Height, d = rest / (Positions.Width * Positions.Height);
        for (int i = 0; i < count; i++)
        {
            int od = (d * Step.Depth) + First.Depth, oh = (h * Step.Height) + First.Height, ow = (w * Step.Width) + First.Width;
            float* to = Target + (((((((long)row * Extents.Depth) + od) * Extents.Height) + oh) * Extents.Width) + ow) * Pitch;
            int j = 0;
            for (; j <= columns - TVector.Count; j += TVector.Count)
            {
                TVector.Store(to + j, accumulate ? TVector.Load(to + j) + TVector.Load(results + j) : TVector.Load(results + j));
            }
            if (j < columns)
            {
                TVector result = TVector.LoadPartial(results + j, columns - j);
                TVector.StorePartial(to + j, accumulate ? TVector.LoadPartial(to + j, columns - j) + result : result, columns - j);
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
