using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Latent.Tensors;

/// <summary>The extents of a dense, row-major tensor: up to <see cref="MaxRank"/> dimensions, held in the value itself so that no shape is ever garbage.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The most dimensions a shape can have.</summary>
    public const int MaxRank = 6;

    private readonly Extents _extents;

    [InlineArray(MaxRank)]
    private struct Extents
    {
        private int _first;
    }

    /// <summary>A shape with these extents, outermost first. No extents make a scalar.</summary>
    /// <exception cref="TensorException">More than <see cref="MaxRank"/> extents, a negative one, or more than 2^31 - 1 elements.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaxRank)
        {
            throw new TensorException(string.Create(CultureInfo.InvariantCulture, $"A shape has at most {MaxRank} dimensions, not {extents.Length}."));
        }
        Rank = extents.Length;
        long length = 1;
        for (int i = 0; i < extents.Length; i++)
        {
            if (extents[i] < 0)
            {
                throw new TensorException(string.Create(CultureInfo.InvariantCulture, $"Dimension {i} of a shape is {extents[i]}; extents cannot be negative."));
            }
            _extents[i] = extents[i];
            length *= extents[i];
            if (length > int.MaxValue)
            {
                throw new TensorException("A tensor holds at most 2147483647 elements; this shape has more.");
            }
        }
        Length = (int)length;
    }

    /// <summary>The scalar shape, <c>[]</c>, with one element.</summary>
    public static Shape Scalar => new([]);

    /// <summary>How many dimensions there are.</summary>
    public int Rank { get; }

    /// <summary>How many elements there are: the product of the extents.</summary>
    public int Length { get; }

    /// <summary>The extent of one dimension; <c>^1</c> is the innermost.</summary>
    /// <exception cref="TensorException">There is no such dimension.</exception>
    public int this[Index dimension]
    {
        get
        {
            int i = dimension.GetOffset(Rank);
            if ((uint)i >= (uint)Rank)
            {
                throw new TensorException($"{this} has no dimension {dimension}.");
            }
            return _extents[i];
        }
    }

    /// <summary>The product of all extents but the last: how many rows there are when the innermost dimension is a row.</summary>
    public int Rows => Rank == 0 ? 1 : Columns == 0 ? 0 : Length / Columns;

    /// <summary>The innermost extent (1 for a scalar).</summary>
    public int Columns => Rank == 0 ? 1 : _extents[Rank - 1];

    /// <summary>The same shape with another outermost extent: <c>[128, 784]</c> with 20 rows is <c>[20, 784]</c>.</summary>
    public Shape WithFirst(int extent)
    {
        Span<int> extents = stackalloc int[MaxRank];
        CopyTo(extents);
        extents[0] = extent;
        return new Shape(extents[..Math.Max(Rank, 1)]);
    }

    /// <summary>The same shape with another innermost extent.</summary>
    public Shape WithLast(int extent)
    {
        Span<int> extents = stackalloc int[MaxRank];
        CopyTo(extents);
        int rank = Math.Max(Rank, 1);
        extents[rank - 1] = extent;
        return new Shape(extents[..rank]);
    }

    /// <summary>This shape behind one more, outermost, dimension: <c>[784]</c> prepended with 128 is <c>[128, 784]</c>.</summary>
    public Shape Prepend(int extent)
    {
        Span<int> extents = stackalloc int[MaxRank + 1];
        extents[0] = extent;
        CopyTo(extents[1..]);
        return new Shape(extents[..(Rank + 1)]);
    }

    /// <summary>This shape without its outermost dimension: that of one row of a batch.</summary>
    public Shape WithoutFirst()
    {
        Span<int> extents = stackalloc int[MaxRank];
        CopyTo(extents);
        return new Shape(extents[1..Math.Max(Rank, 1)]);
    }

    /// <summary>Writes the extents, outermost first, and returns how many there are.</summary>
    public int CopyTo(Span<int> extents)
    {
        for (int i = 0; i < Rank; i++)
        {
            extents[i] = _extents[i];
        }
        return Rank;
    }

    /// <summary>The extents as an array, outermost first.</summary>
    public int[] ToArray()
    {
        int[] extents = new int[Rank];
        CopyTo(extents);
        return extents;
    }

    /// <summary>The shape two operands take together: dimensions are matched from the innermost, and an extent of 1 (or a missing one) stretches.</summary>
    /// <exception cref="TensorException">Some extents differ and neither is 1. The message names both shapes.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a == b)
        {
            return a;
        }
        int rank = Math.Max(a.Rank, b.Rank);
        Span<int> extents = stackalloc int[MaxRank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Rank ? a._extents[a.Rank - i] : 1;
            int y = i <= b.Rank ? b._extents[b.Rank - i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                throw new TensorException($"Shapes {a} and {b} do not broadcast: {x} against {y}.");
            }
            extents[rank - i] = x == 1 ? y : x;
        }
        return new Shape(extents[..rank]);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank || Length != other.Length)
        {
            return false;
        }
        for (int i = 0; i < Rank; i++)
        {
            if (_extents[i] != other._extents[i])
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (int i = 0; i < Rank; i++)
        {
            hash.Add(_extents[i]);
        }
        return hash.ToHashCode();
    }

    /// <summary>The extents in brackets: <c>[128, 784]</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < Rank; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{_extents[i]}");
        }
        return text.Append(']').ToString();
    }

    /// <summary>Whether all extents are equal.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether some extent differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
