using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Folds. Dimensions are merged until kept and folded ones alternate; then either rows are folded into single elements
/// or rows are folded into rows. Long folds are cut into blocks by their length alone, whose results are combined in order.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Elements of a row that are summed in single precision before the sum goes on in double.
    private const int RowBlock = 4096;

    // Rows that are summed column by column before they are added to the sum of those before.
    private const int ColumnBlock = 128;

    internal override void Reduce(ReduceOperation operation, Tensor x, Tensor y, bool accumulate)
    {
        if (operation == ReduceOperation.Sum)
        {
            Reduce<SumFold>(x, y, accumulate);
        }
        else
        {
            Reduce<MaximumFold>(x, y, accumulate);
        }
        KeepAlive(x, y);
    }

    private void Reduce<TFold>(Tensor x, Tensor y, bool accumulate)
        where TFold : struct, IFold
    {
        if (x.Length == 0)
        {
            // Nothing adds nothing to a sum; the maximum of nothing drowns what is there.
            if (!accumulate || TFold.Identity != 0)
            {
                Fill(y, TFold.Identity);
            }
            return;
        }
        var job = new ReduceJob { X = x.Pointer, Y = y.Pointer, Outputs = y.Length, Accumulate = accumulate };
        StridedLoop.Fold(x.Shape, y.Shape, out job.Kept, out job.Folded, out bool innermostFolded);
        if (innermostFolded)
        {
            ReduceToElements<TFold>(ref job);
        }
        else
        {
            ReduceToRows<TFold>(ref job);
        }
    }

    private void ReduceToElements<TFold>(ref ReduceJob job)
        where TFold : struct, IFold
    {
        fixed (ReduceJob* state = &job)
        {
            int length = job.Folded.Inner;
            if (job.Folded.Rank == 1 && length >= 2 * ChunkLength)
            {
                // Few long rows: every row is cut into parts.
                job.Parts = ChunksOf(length);
                job.Partials = Scratch.Gathered(PartialsSlot, 2L * job.Outputs * job.Parts);
                pool.Run(job.Outputs * job.Parts, &FoldPart<TFold>, state);
                var partials = (double*)job.Partials;
                for (int i = 0; i < job.Outputs; i++)
                {
                    double total = TFold.Identity;
                    for (int part = 0; part < job.Parts; part++)
                    {
                        total = TFold.Fold(total, partials[((long)i * job.Parts) + part]);
                    }
                    job.Y[i] = (float)(job.Accumulate ? job.Y[i] + total : total);
                }
                return;
            }
            job.PerChunk = RowsPerChunk(job.Folded.Length);
            pool.Run(Cut(job.Outputs, job.PerChunk), &FoldElements<TFold>, state);
        }
    }

    private void ReduceToRows<TFold>(ref ReduceJob job)
        where TFold : struct, IFold
    {
        fixed (ReduceJob* state = &job)
        {
            int columns = job.Kept.Inner, rows = job.Folded.Length, blockRows = Math.Max(ColumnBlock, RowsPerChunk(columns));
            if (job.Outputs == columns && job.Folded.Rank == 1 && rows > blockRows)
            {
                // One row from many: blocks of rows first, then the blocks' results.
                job.PerChunk = blockRows;
                job.Parts = Cut(rows, blockRows);
                job.Partials = Scratch.Gathered(PartialsSlot, (long)job.Parts * columns);
                pool.Run(job.Parts, &FoldBlock<TFold>, state);
                FoldColumns<TFold>(job.Partials, columns, job.Parts, columns, job.Y, job.Accumulate);
                return;
            }
            int width = Math.Min(columns, Math.Max(64, RowsPerChunk(rows) / 16 * 16));
            job.Width = width;
            job.Parts = Cut(columns, width);
            int items = job.Outputs / columns * job.Parts;
            job.PerChunk = (int)Math.Max(1, ChunkLength / Math.Max(1, (long)width * rows));
            pool.Run(Cut(items, job.PerChunk), &FoldRows<TFold>, state);
        }
    }

    private struct ReduceJob
    {
        public StridedLoop Kept, Folded;
        public float* X, Y, Partials;
        public int Outputs, Parts, PerChunk, Width;
        public bool Accumulate;
    }

    private static void FoldPart<TFold>(void* state, int chunk)
        where TFold : struct, IFold
    {
        var job = (ReduceJob*)state;
        int length = job->Folded.Inner, size = PartOf(length, job->Parts), begin = chunk % job->Parts * size;
        float* row = job->X + job->Kept.OffsetOf(chunk / job->Parts);
        ((double*)job->Partials)[chunk] = FoldRow<TFold>(row + begin, Math.Clamp(length - begin, 0, size));
    }

    private static void FoldElements<TFold>(void* state, int chunk)
        where TFold : struct, IFold
    {
        var job = (ReduceJob*)state;
        int end = (int)Math.Min(((long)chunk + 1) * job->PerChunk, job->Outputs);
        int length = job->Folded.Inner, rows = job->Folded.Length / length;
        for (int i = chunk * job->PerChunk; i < end; i++)
        {
            float* x = job->X + (job->Kept.Rank == 1 ? (nint)i * job->Kept.InnerStride(0) : job->Kept.OffsetOf(i));
            double total;
            if (rows == 1)
            {
                total = FoldRow<TFold>(x, length);
            }
            else
            {
                total = TFold.Identity;
                StridedLoop.Position position = default;
                for (int row = 0; row < rows; row++)
                {
                    total = TFold.Fold(total, FoldRow<TFold>(x + position.Offsets[0], length));
                    job->Folded.Advance(ref position);
                }
            }
            job->Y[i] = (float)(job->Accumulate ? job->Y[i] + total : total);
        }
    }

    private static void FoldBlock<TFold>(void* state, int chunk)
        where TFold : struct, IFold
    {
        var job = (ReduceJob*)state;
        int columns = job->Kept.Inner, first = chunk * job->PerChunk, rows = Math.Min(job->PerChunk, job->Folded.Inner - first);
        int stride = job->Folded.InnerStride(0);
        FoldColumns<TFold>(job->X + ((nint)first * stride), stride, rows, columns, job->Partials + ((nint)chunk * columns), false);
    }

    private static void FoldRows<TFold>(void* state, int chunk)
        where TFold : struct, IFold
    {
        var job = (ReduceJob*)state;
        int columns = job->Kept.Inner, items = job->Outputs / columns * job->Parts;
        int end = (int)Math.Min(((long)chunk + 1) * job->PerChunk, items);
        int inner = job->Folded.Inner, stride = job->Folded.Rank == 0 ? 0 : job->Folded.InnerStride(0), outer = job->Folded.Length / inner;
        float* sums = Scratch.Panel(job->Width);
        for (int item = chunk * job->PerChunk; item < end; item++)
        {
            int row = item / job->Parts, first = item % job->Parts * job->Width, width = Math.Min(job->Width, columns - first);
            float* x = job->X + job->Kept.OffsetOf(row * columns) + first;
            float* y = job->Y + ((nint)row * columns) + first;
            if (outer == 1)
            {
                FoldColumns<TFold>(x, stride, inner, width, y, job->Accumulate);
                continue;
            }
            StridedLoop.Position position = default;
            for (int o = 0; o < outer; o++)
            {
                FoldColumns<TFold>(x + position.Offsets[0], stride, inner, width, sums, false, continues: o > 0);
                job->Folded.Advance(ref position);
            }
            FoldColumns<SumFold>(sums, width, 1, width, y, job->Accumulate);
        }
    }

    /// <summary>The fold of consecutive elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double FoldRow<TFold>(float* x, int length)
        where TFold : struct, IFold
    {
        TVector none = TVector.Broadcast(TFold.Identity);
        double total = TFold.Identity;
        for (int begin = 0; begin < length; begin += RowBlock)
        {
            int count = Math.Min(RowBlock, length - begin), i = 0;
            float* p = x + begin;
            TVector a = none, b = none, c = none, d = none;
            for (; i <= count - (4 * TVector.Count); i += 4 * TVector.Count)
            {
                a = TFold.Fold(a, TVector.Load(p + i));
                b = TFold.Fold(b, TVector.Load(p + i + TVector.Count));
                c = TFold.Fold(c, TVector.Load(p + i + (2 * TVector.Count)));
                d = TFold.Fold(d, TVector.Load(p + i + (3 * TVector.Count)));
            }
            for (; i <= count - TVector.Count; i += TVector.Count)
            {
                a = TFold.Fold(a, TVector.Load(p + i));
            }
            if (i < count && TFold.Identity == 0)
            {
                // The lanes beyond the end are zero, which a sum does not see.
                b = TFold.Fold(b, TVector.LoadPartial(p + i, count - i));
                i = count;
            }
            double block = TFold.Lanes(TFold.Fold(TFold.Fold(a, b), TFold.Fold(c, d)));
            for (; i < count; i++)
            {
                block = TFold.Fold(block, p[i]);
            }
            total = TFold.Fold(total, block);
        }
        return total;
    }

    /// <summary>y[j] = the fold of column j (on top of y itself if it <paramref name="continues"/>), or y[j] += it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldColumns<TFold>(float* x, nint stride, int rows, int columns, float* y, bool accumulate, bool continues = false)
        where TFold : struct, IFold
    {
        TVector none = TVector.Broadcast(TFold.Identity);
        int j = 0;
        for (; j <= columns - (4 * TVector.Count); j += 4 * TVector.Count)
        {
            TVector a = none, b = none, c = none, d = none;
            for (int begin = 0; begin < rows; begin += ColumnBlock)
            {
                TVector e = none, f = none, g = none, h = none;
                int end = Math.Min(begin + ColumnBlock, rows);
                float* p = x + j + (begin * stride);
                for (int r = begin; r < end; r++)
                {
                    e = TFold.Fold(e, TVector.Load(p));
                    f = TFold.Fold(f, TVector.Load(p + TVector.Count));
                    g = TFold.Fold(g, TVector.Load(p + (2 * TVector.Count)));
                    h = TFold.Fold(h, TVector.Load(p + (3 * TVector.Count)));
                    p += stride;
                }
                a = TFold.Fold(a, e);
                b = TFold.Fold(b, f);
                c = TFold.Fold(c, g);
                d = TFold.Fold(d, h);
            }
            Put(y + j, a, TVector.Count);
            Put(y + j + TVector.Count, b, TVector.Count);
            Put(y + j + (2 * TVector.Count), c, TVector.Count);
            Put(y + j + (3 * TVector.Count), d, TVector.Count);
        }
        for (; j < columns; j += TVector.Count)
        {
            int count = Math.Min(TVector.Count, columns - j);
            TVector a = none;
            for (int begin = 0; begin < rows; begin += ColumnBlock)
            {
                TVector e = none;
                int end = Math.Min(begin + ColumnBlock, rows);
                float* p = x + j + (begin * stride);
                for (int r = begin; r < end; r++)
                {
                    // May read past the row, and at the last one past the tensor, where there is a margin.
                    e = TFold.Fold(e, TVector.Load(p));
                    p += stride;
                }
                a = TFold.Fold(a, e);
            }
            Put(y + j, a, count);
        }

        void Put(float* p, TVector value, int count)
        {
            value = continues ? TFold.Fold(TVector.LoadPartial(p, count), value)
                : accumulate ? TVector.LoadPartial(p, count) + value : value;
            TVector.StorePartial(p, value, count);
        }
    }
}
