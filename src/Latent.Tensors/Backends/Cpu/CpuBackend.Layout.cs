using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu;

/// <content>What only moves elements: memory-bound, so pieces are copied whole wherever they lie together.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void Gather(Tensor table, Indices rows, Tensor y)
    {
        int columns = table.Shape.Columns;
        for (int i = 0; i < rows.Length; i++)
        {
            Move(table.Pointer + ((long)rows.Values[i] * columns), y.Pointer + ((long)i * columns), columns, accumulate: false);
        }
        KeepAlive(table, y);
    }

    internal override void ScatterAdd(Tensor x, Indices rows, Tensor table)
    {
        int columns = table.Shape.Columns;
        for (int i = 0; i < rows.Length; i++)
        {
            Move(x.Pointer + ((long)i * columns), table.Pointer + ((long)rows.Values[i] * columns), columns, accumulate: true);
        }
        KeepAlive(x, table);
    }

    internal override void Slice(Tensor x, int axis, int start, Tensor y)
    {
        Pieces(y.Shape, axis, out int count, out int length, out int step);
        int distance = x.Shape[axis] * step;
        if (length <= TVector.Count)
        {
            MoveShort(x.Pointer + ((long)start * step), distance, y.Pointer, length, count);
            KeepAlive(x, y);
            return;
        }
        for (int i = 0; i < count; i++)
        {
            Move(x.Pointer + ((long)i * distance) + ((long)start * step), y.Pointer + ((long)i * length), length, accumulate: false);
        }
        KeepAlive(x, y);
    }

    internal override void SetSlice(Tensor x, Tensor y, int axis, int start, bool accumulate)
    {
        Pieces(x.Shape, axis, out int count, out int length, out int step);
        int distance = y.Shape[axis] * step;
        for (int i = 0; i < count; i++)
        {
            Move(x.Pointer + ((long)i * length), y.Pointer + ((long)i * distance) + ((long)start * step), length, accumulate);
        }
        KeepAlive(x, y);
    }

    internal override void Permute(Tensor x, ReadOnlySpan<int> axes, Tensor y, bool accumulate)
    {
        if (y.Length == 0)
        {
            return;
        }
        int* strides = stackalloc int[Shape.MaxRank];
        int step = 1;
        for (int i = x.Shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= x.Shape[i];
        }
        var loop = default(StridedLoop);
        int* operands = stackalloc int[StridedLoop.MaxOperands];
        new Span<int>(operands, StridedLoop.MaxOperands).Clear();
        for (int i = 0; i < axes.Length; i++)
        {
            operands[0] = strides[axes[i]];
            loop.Append(y.Shape[i], operands);
        }
        var job = new PermuteJob { X = x.Pointer, Y = y.Pointer, Loop = loop, Rows = y.Length / loop.Inner, Accumulate = accumulate };
        job.RowsPerChunk = RowsPerChunk(loop.Inner);
        pool.Run(Cut(job.Rows, job.RowsPerChunk), &PermuteChunk, &job);
        KeepAlive(x, y);
    }

    private struct PermuteJob
    {
        public float* X, Y;
        public StridedLoop Loop;
        public int Rows, RowsPerChunk;
        public bool Accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PermuteChunk(void* state, int chunk)
    {
        var job = (PermuteJob*)state;
        int first = chunk * job->RowsPerChunk, last = Math.Min(first + job->RowsPerChunk, job->Rows), inner = job->Loop.Inner;
        nint stride = job->Loop.InnerStride(0);
        StridedLoop.Position position = job->Loop.At(first);
        for (int r = first; r < last; r++)
        {
            float* x = job->X + position.Offsets[0], y = job->Y + ((long)r * inner);
            if (stride == 1)
            {
                Move(x, y, inner, job->Accumulate);
            }
            else if (job->Accumulate)
            {
                for (int i = 0; i < inner; i++)
                {
                    y[i] += x[i * stride];
                }
            }
            else
            {
                for (int i = 0; i < inner; i++)
                {
                    y[i] = x[i * stride];
                }
            }
            job->Loop.Advance(ref position);
        }
    }

    /// <summary>Copies pieces that fit into one vector each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveShort(float* x, nint distance, float* y, int length, int count)
    {
        for (int i = 0; i < count; i++)
        {
            TVector.StorePartial(y, TVector.LoadPartial(x, length), length);
            x += distance;
            y += length;
        }
    }

    /// <summary>Copies, or adds, one piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move(float* x, float* y, int length, bool accumulate)
    {
        // Long pieces are the runtime's business; a short one is over before its call would be.
        if (!accumulate && length > 8 * TVector.Count)
        {
            new ReadOnlySpan<float>(x, length).CopyTo(new Span<float>(y, length));
            return;
        }
        for (int i = 0; i < length; i += TVector.Count)
        {
            int width = length - i;
            TVector value = Read(x + i, width);
            Write(y + i, accumulate ? Read(y + i, width) + value : value, width);
        }
    }

    /// <summary>The pieces of memory that a slice of this shape consists of: how many, how long each is, and how far one index of the axis is from the next.</summary>
    private static void Pieces(Shape slice, int axis, out int count, out int length, out int step)
    {
        step = 1;
        for (int i = axis + 1; i < slice.Rank; i++)
        {
            step *= slice[i];
        }
        length = step * slice[axis];
        count = length == 0 ? 0 : slice.Length / length;
    }
}
