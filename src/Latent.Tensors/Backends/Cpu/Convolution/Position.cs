using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>Goes through the positions of a batch of pictures, the last dimension first.</summary>
internal struct Position
{
    private readonly Extents _extents;

    /// <summary>The position of this number.</summary>
    public Position(int number, Extents extents)
    {
        _extents = extents;
        int rest = number % extents.Volume;
        Row = number / extents.Volume;
        Width = rest % extents.Width;
        Height = rest / extents.Width % extents.Height;
        Depth = rest / (extents.Width * extents.Height);
    }

    /// <summary>Which picture.</summary>
    public int Row { get; private set; }

    /// <summary>Where in it.</summary>
    public int Depth { get; private set; }

    /// <inheritdoc cref="Depth"/>
    public int Height { get; private set; }

    /// <inheritdoc cref="Depth"/>
    public int Width { get; private set; }

    /// <summary>Goes on to the next; true when that is in the next picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next()
    {
        if (++Width < _extents.Width)
        {
            return false;
        }
        Width = 0;
        if (++Height < _extents.Height)
        {
            return false;
        }
        Height = 0;
        if (++Depth < _extents.Depth)
        {
            return false;
        }
        Depth = 0;
        Row++;
        return true;
    }
}
