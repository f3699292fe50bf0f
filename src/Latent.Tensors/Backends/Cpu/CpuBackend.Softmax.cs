using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Sums of exponentials, a row at a time.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void LogSumExp(Tensor x, Tensor y)
    {
        int columns = x.Length / Math.Max(1, y.Length);
        var job = new SoftmaxJob { X = x.Pointer, Y = y.Pointer, Rows = y.Length, Columns = columns, RowsPerChunk = RowsPerChunk(columns) };
        pool.Run(Cut(y.Length, job.RowsPerChunk), &LogSumExpChunk, &job);
        KeepAlive(x, y);
    }

    internal override void Softmax(Tensor x, Tensor y)
    {
        int rows = x.Shape.Rows, columns = x.Shape.Columns;
        var job = new SoftmaxJob { X = x.Pointer, Y = y.Pointer, Rows = rows, Columns = columns, RowsPerChunk = RowsPerChunk(columns) };
        pool.Run(Cut(rows, job.RowsPerChunk), &SoftmaxChunk, &job);
        KeepAlive(x, y);
    }

    internal override void CategoricalLogProbability(Tensor logits, Indices labels, Tensor y)
    {
        int classes = logits.Shape.Columns;
        for (int r = 0; r < y.Length; r++)
        {
            float* row = logits.Pointer + ((long)r * classes);
            y.Pointer[r] = row[labels.Values[r]] - LogSumExp(row, classes);
        }
        KeepAlive(logits, y);
    }

    internal override void CategoricalLogProbabilityGradient(Tensor logits, Indices labels, Tensor dy, Tensor dLogits, bool accumulate)
    {
        int classes = logits.Shape.Columns;
        for (int r = 0; r < dy.Length; r++)
        {
            float* row = logits.Pointer + ((long)r * classes), d = dLogits.Pointer + ((long)r * classes);
            float weight = dy.Pointer[r];
            float maximum = Exponents(row, classes, out double sum);
            TVector top = TVector.Broadcast(maximum), scale = TVector.Broadcast((float)(-weight / sum));
            for (int j = 0; j < classes; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, classes - j);
                TVector value = scale * VectorMath.Exp(Read(row + j, width) - top);
                Write(d + j, accumulate ? value + Read(d + j, width) : value, width);
            }
            d[labels.Values[r]] += weight;
        }
        KeepAlive(logits, dy, dLogits);
    }

    private struct SoftmaxJob
    {
        public float* X, Y;
        public int Rows, Columns, RowsPerChunk;
    }

    private static void LogSumExpChunk(void* state, int chunk)
    {
        ref SoftmaxJob job = ref *(SoftmaxJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows);
        for (int r = first; r < last; r++)
        {
            job.Y[r] = LogSumExp(job.X + ((long)r * job.Columns), job.Columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxChunk(void* state, int chunk)
    {
        ref SoftmaxJob job = ref *(SoftmaxJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows);
        for (int r = first; r < last; r++)
        {
            float* x = job.X + ((long)r * job.Columns), y = job.Y + ((long)r * job.Columns);
            TVector top = TVector.Broadcast(Exponents(x, job.Columns, out double sum)), scale = TVector.Broadcast((float)(1 / sum));
            for (int j = 0; j < job.Columns; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, job.Columns - j);
                Write(y + j, scale * VectorMath.Exp(Read(x + j, width) - top), width);
            }
        }
    }

    /// <summary>log sum exp of a row.</summary>
    private static float LogSumExp(float* x, int columns) => (float)(Exponents(x, columns, out double sum) + Math.Log(sum));

    /// <summary>The greatest element of a row, and the sum of the exponentials of all elements less that one. Where the greatest is infinite it is the whole sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponents(float* x, int columns, out double sum)
    {
        float maximum = float.NegativeInfinity;
        for (int j = 0; j < columns; j++)
        {
            maximum = MathF.Max(maximum, x[j]);
        }
        sum = 1;
        if (float.IsInfinity(maximum))
        {
            return maximum;
        }
        TVector top = TVector.Broadcast(maximum), partial = default;
        double rest = 0;
        for (int j = 0; j < columns; j += TVector.Count)
        {
            int width = Math.Min(TVector.Count, columns - j);
            TVector value = VectorMath.Exp(Read(x + j, width) - top);
            if (width < TVector.Count)
            {
                rest = TVector.Sum(TVector.FirstLanes(value, width));
                break;
            }
            partial += value;
        }
        sum = rest + TVector.Sum(partial);
        return maximum;
    }
}
