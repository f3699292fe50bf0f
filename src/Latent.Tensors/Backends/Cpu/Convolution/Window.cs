using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>
/// A window over pictures, as rows of a matrix: row p holds what the window sees at position p, tap by tap, channels
/// innermost, zeros outside. The matrix never exists as a whole: chunks of its rows are gathered when a product needs
/// them, which is how a convolution becomes a matrix product (after Chetlur et al. 2014).
/// </summary>
internal unsafe struct Window
{
    /// <summary>[rows, Extents..., Pitch]; the window sees <see cref="Channels"/> channels from here on.</summary>
    public float* Source;

    public int Rows, Pitch, Channels;

    public Extents Extents;

    /// <summary>How many positions the window takes along every dimension.</summary>
    public Extents Positions;

    public Extents Taps;

    /// <summary>Tap t of position p sees element p * Step + First + t * TapStep.</summary>
    public Extents Step, First, TapStep;

    /// <summary>How many floats the window sees at a position.</summary>
    public readonly int Width => Taps.Volume * Channels;

    /// <summary>How many positions there are in all pictures.</summary>
    public readonly int Count => Rows * Positions.Volume;

    /// <summary>Whether every line of taps lies side by side in a picture, so that windows can be read where they lie once there are zeros around it.</summary>
    public readonly bool IsDense => TapStep.Width == 1 && Channels == Pitch;

    /// <summary>The zeros needed before the first element of every dimension.</summary>
    public readonly Extents Before => new(Math.Max(0, -First.Depth), Math.Max(0, -First.Height), Math.Max(0, -First.Width));

    /// <summary>The extents of a picture with all the zeros that windows see around it.</summary>
    public readonly Extents Surrounded
    {
        get
        {
            Extents before = Before;
            return new(
                before.Depth + Math.Max(Extents.Depth, Reach(Positions.Depth, Step.Depth, First.Depth, Taps.Depth, TapStep.Depth)),
                before.Height + Math.Max(Extents.Height, Reach(Positions.Height, Step.Height, First.Height, Taps.Height, TapStep.Height)),
                before.Width + Math.Max(Extents.Width, Reach(Positions.Width, Step.Width, First.Width, Taps.Width, TapStep.Width)));
        }
    }

    /// <summary>Copies a picture into the middle of <paramref name="target"/>, which has zeros around it already.</summary>
    public readonly void CopyInto(int row, float* target)
    {
        Extents surrounded = Surrounded, before = Before;
        int line = Extents.Width * Pitch;
        float* source = Source + ((long)row * Extents.Volume * Pitch);
        for (int d = 0; d < Extents.Depth; d++)
        {
            for (int h = 0; h < Extents.Height; h++)
            {
                float* to = target + (((((long)(d + before.Depth) * surrounded.Height) + h + before.Height) * surrounded.Width) + before.Width) * Pitch;
                new ReadOnlySpan<float>(source, line).CopyTo(new Span<float>(to, line));
                source += line;
            }
        }
    }

    private static int Reach(int positions, int step, int first, int taps, int tapStep) => ((positions - 1) * step) + first + ((taps - 1) * tapStep) + 1;

    /// <summary>Writes rows of the matrix, one after the other.</summary>
    /// <param name="first">The first position.</param>
    /// <param name="count">How many positions.</param>
    /// <param name="target">Takes the rows; up to a vector after the last may be overwritten, unless <paramref name="exact"/>.</param>
    /// <param name="targetPitch">The distance between rows.</param>
    /// <param name="exact">Whether not even that may be.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Gather<TVector>(int first, int count, float* target, nint targetPitch, bool exact)
        where TVector : unmanaged, IVector<TVector>
    {
        Extents extents = Extents, taps = Taps, step = Step, start = First, tapStep = TapStep;
        int channels = Channels, pitch = Pitch, line = taps.Width * channels, plane = taps.Height * line;
        bool dense = tapStep.Width == 1 && channels == pitch;
        // Four numbers of our own: a cursor that had them would be too large to stay in registers.
        int row = first / Positions.Volume, rest = first % Positions.Volume;
        int w = rest % Positions.Width, h = rest / Positions.Width % Positions.Height, d = rest / (Positions.Width * Positions.Height);
        float* picture = Source + ((long)row * extents.Volume * pitch);
        for (int i = 0; i < count; i++)
        {
            bool whole = exact && i == count - 1;
            float* t = target;
            int left = (w * step.Width) + start.Width;
            int low = Math.Clamp(-left, 0, taps.Width), high = Math.Clamp(extents.Width - left, low, taps.Width);
            for (int kd = 0; kd < taps.Depth; kd++)
            {
                int id = (d * step.Depth) + start.Depth + (kd * tapStep.Depth);
                if ((uint)id >= (uint)extents.Depth)
                {
                    Clear<TVector>(t, plane, whole);
                    t += plane;
                    continue;
                }
                for (int kh = 0; kh < taps.Height; kh++)
                {
                    int ih = (h * step.Height) + start.Height + (kh * tapStep.Height);
                    if ((uint)ih >= (uint)extents.Height)
                    {
                        Clear<TVector>(t, line, whole);
                    }
                    else
                    {
                        float* source = picture + ((long)((id * extents.Height) + ih) * extents.Width * pitch);
                        if (!dense)
                        {
                            Spread<TVector>(source, left, extents.Width, taps.Width, tapStep.Width, pitch, channels, t, whole);
                        }
                        else if (high - low == taps.Width)
                        {
                            Copy<TVector>(source + (left * channels), t, line, whole);
                        }
                        else
                        {
                            Clear<TVector>(t, low * channels, whole);
                            Copy<TVector>(source + ((left + low) * channels), t + (low * channels), (high - low) * channels, whole);
                            Clear<TVector>(t + (high * channels), (taps.Width - high) * channels, whole);
                        }
                    }
                    t += line;
                }
            }
            target += targetPitch;
            if (++w == Positions.Width)
            {
                w = 0;
                if (++h == Positions.Height)
                {
                    h = 0;
                    if (++d == Positions.Depth)
                    {
                        d = 0;
                        picture += (long)extents.Volume * pitch;
                    }
                }
            }
        }
    }

    /// <summary>One line of taps that lie apart, or that see some of the channels only.</summary>
    private static void Spread<TVector>(float* source, int left, int width, int taps, int tapStep, int pitch, int channels, float* t, bool exact)
        where TVector : unmanaged, IVector<TVector>
    {
        for (int k = 0; k < taps; k++)
        {
            int i = left + (k * tapStep);
            if ((uint)i >= (uint)width)
            {
                Clear<TVector>(t, channels, exact);
            }
            else
            {
                Copy<TVector>(source + ((long)i * pitch), t, channels, exact);
            }
            t += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TVector>(float* from, float* to, int count, bool exact)
        where TVector : unmanaged, IVector<TVector>
    {
        int i = 0;
        for (; i <= count - TVector.Count; i += TVector.Count)
        {
            TVector.Store(to + i, TVector.Load(from + i));
        }
        if (i < count)
        {
            if (exact)
            {
                TVector.StorePartial(to + i, TVector.LoadPartial(from + i, count - i), count - i);
            }
            else
            {
                // What this writes too much, the next tap or position overwrites.
                TVector.Store(to + i, TVector.Load(from + i));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<TVector>(float* to, int count, bool exact)
        where TVector : unmanaged, IVector<TVector>
    {
        int i = 0;
        for (; i <= count - TVector.Count; i += TVector.Count)
        {
            TVector.Store(to + i, default);
        }
        if (i < count)
        {
            if (exact)
            {
                TVector.StorePartial(to + i, default, count - i);
            }
            else
            {
                TVector.Store(to + i, default);
            }
        }
    }
}
