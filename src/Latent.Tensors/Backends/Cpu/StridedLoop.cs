namespace Latent.Tensors.Backends.Cpu;

/// <summary>
/// The loops over a result whose operands are laid out differently: broadcast (stride 0) or permuted. Neighbouring
/// dimensions that every operand crosses in the same step are merged, so most cases come down to one or two loops.
/// </summary>
internal unsafe struct StridedLoop
{
    /// <summary>How many operands there can be.</summary>
    public const int MaxOperands = 3;

    /// <summary>How many loops are left, the innermost last.</summary>
    public int Rank;

    private fixed int _extents[Shape.MaxRank];
    private fixed int _strides[Shape.MaxRank * MaxOperands];

    /// <summary>How many steps all loops make together.</summary>
    public int Length
    {
        get
        {
            int length = 1;
            for (int d = 0; d < Rank; d++)
            {
                length *= _extents[d];
            }
            return length;
        }
    }

    /// <summary>The length of the innermost loop.</summary>
    public int Inner => Rank == 0 ? 1 : _extents[Rank - 1];

    /// <summary>The step of an operand in the innermost loop.</summary>
    public int InnerStride(int operand) => Rank == 0 ? 1 : Stride(Rank - 1, operand);

    /// <summary>The number of steps of one loop.</summary>
    public int Extent(int dimension) => _extents[dimension];

    /// <summary>The step of an operand in one loop.</summary>
    public int Stride(int dimension, int operand) => _strides[(dimension * MaxOperands) + operand];

    /// <summary>Loops over <paramref name="shape"/>, in which operands of these shapes stretch wherever their extent is 1 or missing.</summary>
    public static StridedLoop Broadcast(Shape shape, Shape a, Shape b, Shape c)
    {
        var loop = default(StridedLoop);
        int* strides = stackalloc int[Shape.MaxRank * MaxOperands];
        BroadcastStrides(shape, a, strides, 0);
        BroadcastStrides(shape, b, strides, 1);
        BroadcastStrides(shape, c, strides, 2);
        for (int i = 0; i < shape.Rank; i++)
        {
            loop.Append(shape[i], strides + (i * MaxOperands));
        }
        return loop;
    }

    /// <summary>The loops that a fold of <paramref name="x"/> into <paramref name="y"/>, aligned at the innermost, keeps, and those that it folds.</summary>
    public static void Fold(Shape x, Shape y, out StridedLoop kept, out StridedLoop folded, out bool innermostFolded)
    {
        kept = default;
        folded = default;
        innermostFolded = true;
        int* strides = stackalloc int[MaxOperands];
        new Span<int>(strides, MaxOperands).Clear();
        int step = x.Length;
        for (int i = 0; i < x.Rank; i++)
        {
            int j = i - x.Rank + y.Rank, extent = x[i];
            step /= Math.Max(1, extent);
            strides[0] = step;
            bool keeps = j >= 0 && y[j] != 1;
            if (extent != 1)
            {
                innermostFolded = !keeps;
            }
            if (keeps)
            {
                kept.Append(extent, strides);
            }
            else
            {
                folded.Append(extent, strides);
            }
        }
    }

    /// <summary>Adds a loop inside the others, or lengthens the innermost when every operand goes straight on.</summary>
    public void Append(int extent, int* strides)
    {
        if (extent == 1)
        {
            return;
        }
        bool merges = Rank > 0;
        for (int o = 0; merges && o < MaxOperands; o++)
        {
            merges = Stride(Rank - 1, o) == (long)strides[o] * extent;
        }
        int at = merges ? Rank - 1 : Rank++;
        _extents[at] = merges ? _extents[at] * extent : extent;
        for (int o = 0; o < MaxOperands; o++)
        {
            _strides[(at * MaxOperands) + o] = strides[o];
        }
    }

    /// <summary>Where the outer loops stand at the row with this number.</summary>
    public Position At(int row)
    {
        var position = default(Position);
        for (int d = Rank - 2; d >= 0; d--)
        {
            int index = row % _extents[d];
            row /= _extents[d];
            position.Indices[d] = index;
            for (int o = 0; o < MaxOperands; o++)
            {
                position.Offsets[o] += (nint)index * Stride(d, o);
            }
        }
        return position;
    }

    /// <summary>Where the first operand's element lies that all loops, the innermost too, reach at this number.</summary>
    public nint OffsetOf(int element)
    {
        nint offset = 0;
        for (int d = Rank - 1; d >= 0; d--)
        {
            offset += (nint)(element % _extents[d]) * Stride(d, 0);
            element /= _extents[d];
        }
        return offset;
    }

    /// <summary>Goes on to the next row.</summary>
    public void Advance(ref Position position)
    {
        for (int d = Rank - 2; d >= 0; d--)
        {
            bool wraps = ++position.Indices[d] == _extents[d];
            for (int o = 0; o < MaxOperands; o++)
            {
                position.Offsets[o] += wraps ? -(nint)(_extents[d] - 1) * Stride(d, o) : Stride(d, o);
            }
            if (!wraps)
            {
                return;
            }
            position.Indices[d] = 0;
        }
    }

    private static void BroadcastStrides(Shape shape, Shape operand, int* strides, int which)
    {
        int step = 1;
        for (int i = 1; i <= shape.Rank; i++)
        {
            int extent = i <= operand.Rank ? operand[operand.Rank - i] : 1;
            strides[((shape.Rank - i) * MaxOperands) + which] = extent == 1 ? 0 : step;
            step *= extent;
        }
    }

    /// <summary>The state of the outer loops: an index each, and each operand's offset.</summary>
    public struct Position
    {
        public fixed int Indices[Shape.MaxRank];
        public OffsetList Offsets;
    }

    /// <summary>One offset for each operand.</summary>
    [System.Runtime.CompilerServices.InlineArray(MaxOperands)]
    public struct OffsetList
    {
        private nint _first;
    }
}
