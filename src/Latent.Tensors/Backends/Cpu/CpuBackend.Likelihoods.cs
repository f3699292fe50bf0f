using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Log-probabilities and their derivatives, a row at a time; what they need is read once and nothing in between is stored.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    private const float LogTwoPi = 1.8378770664f;

    internal override void BernoulliLogProbability(Tensor logits, Tensor x, Tensor? mask, Tensor y)
    {
        int columns = logits.Length / Math.Max(1, y.Length);
        var job = new LikelihoodJob { A = RowOperand.Of(logits, columns), X = RowOperand.Of(x, columns), Mask = RowOperand.Of(mask, columns), Y = y.Pointer };
        Rows(ref job, y.Length, columns, &BernoulliChunk);
        KeepAlive(logits, x, mask, y);
    }

    internal override void BernoulliLogProbabilityGradient(Tensor logits, Tensor x, Tensor? mask, Tensor dy, Tensor dLogits, bool accumulate)
    {
        int columns = logits.Length / Math.Max(1, dy.Length);
        var job = new LikelihoodJob { A = RowOperand.Of(logits, columns), X = RowOperand.Of(x, columns), Mask = RowOperand.Of(mask, columns), Y = dy.Pointer, DA = dLogits.Pointer, Accumulate = accumulate };
        Rows(ref job, dy.Length, columns, &BernoulliGradientChunk);
        KeepAlive(logits, x, mask, dy, dLogits);
    }

    internal override void GaussianLogProbability(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask, Tensor y)
    {
        var job = new LikelihoodJob { X = RowOperand.Of(x), A = RowOperand.Of(mean), B = RowOperand.Of(logVariance), Mask = RowOperand.Of(mask), Y = y.Pointer };
        Rows(ref job, y.Length, WidestColumns(x, mean, logVariance, mask), &GaussianChunk);
        KeepAlive(x, mean, logVariance, mask, y);
    }

    internal override void GaussianLogProbabilityGradient(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask, Tensor dy, Tensor? dMean, Tensor? dLogVariance)
    {
        var job = new LikelihoodJob
        {
            X = RowOperand.Of(x),
            A = RowOperand.Of(mean),
            B = RowOperand.Of(logVariance),
            Mask = RowOperand.Of(mask),
            Y = dy.Pointer,
            DA = dMean is null ? null : dMean.Pointer,
            DB = dLogVariance is null ? null : dLogVariance.Pointer,
        };
        Rows(ref job, dy.Length, WidestColumns(x, mean, logVariance, mask), &GaussianGradientChunk);
        KeepAlive(x, mean, logVariance, mask, dy, dMean, dLogVariance);
    }

    internal override void SquaredDistance(Tensor a, Tensor b, Tensor y)
    {
        int columns = a.Length / Math.Max(1, y.Length);
        var job = new LikelihoodJob { A = RowOperand.Of(a, columns), X = RowOperand.Of(b, columns), Y = y.Pointer };
        Rows(ref job, y.Length, columns, &SquaredDistanceChunk);
        KeepAlive(a, b, y);
    }

    private void Rows(ref LikelihoodJob job, int rows, int columns, delegate*<void*, int, void> body)
    {
        job.Rows = rows;
        job.Columns = columns;
        job.RowsPerChunk = RowsPerChunk(columns);
        fixed (LikelihoodJob* state = &job)
        {
            pool.Run(Cut(rows, job.RowsPerChunk), body, state);
        }
    }

    private struct LikelihoodJob
    {
        public RowOperand X, A, B, Mask;
        public float* Y, DA, DB;
        public int Rows, Columns, RowsPerChunk;
        public bool Accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BernoulliChunk(void* state, int chunk)
    {
        ref LikelihoodJob job = ref *(LikelihoodJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows), columns = job.Columns;
        if (!job.Mask.Exists)
        {
            for (int r = first; r < last; r++)
            {
                job.Y[r] = BernoulliRow(job.A.Row(r), job.X.Row(r), columns);
            }
            return;
        }
        for (int r = first; r < last; r++)
        {
            float* l = job.A.Row(r), x = job.X.Row(r), m = job.Mask.Row(r);
            TVector sum = default;
            double total = 0;
            for (int j = 0; j < columns; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, columns - j);
                TVector logit = Read(l + j, width), value = ((Read(x + j, width) * logit) - VectorMath.Softplus(logit)) * Read(m + j, width);
                if (width < TVector.Count)
                {
                    // The lanes beyond the row hold -softplus(0).
                    total = TVector.Sum(TVector.FirstLanes(value, width));
                    break;
                }
                sum += value;
            }
            job.Y[r] = (float)(total + TVector.Sum(sum));
        }
    }

    /// <summary>
    /// sum_j x l - max(l, 0) - log(1 + e^-|l|). The sum of logarithms is the logarithm of a product whose factors lie in
    /// [1, 2], so a hundred of them fit into a float and share one logarithm.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float BernoulliRow(float* l, float* x, int columns)
    {
        const int Factors = 100;
        TVector one = TVector.Broadcast(1), sum = default;
        int whole = columns / TVector.Count * TVector.Count;
        for (int j = 0; j < whole;)
        {
            TVector product = one;
            for (int end = Math.Min(whole, j + (Factors * TVector.Count)); j < end; j += TVector.Count)
            {
                TVector logit = TVector.Load(l + j);
                sum += (TVector.Load(x + j) * logit) - TVector.Max(default, logit);
                product = TVector.MultiplyAdd(product, VectorMath.ExpOfNegative(default(TVector) - TVector.Abs(logit)), product);
            }
            sum -= VectorMath.Log(product);
        }
        double total = TVector.Sum(sum);
        if (whole < columns)
        {
            // The lanes beyond the row hold -softplus(0).
            TVector logit = TVector.LoadPartial(l + whole, columns - whole);
            total += TVector.Sum(TVector.FirstLanes((TVector.LoadPartial(x + whole, columns - whole) * logit) - VectorMath.Softplus(logit), columns - whole));
        }
        return (float)total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BernoulliGradientChunk(void* state, int chunk)
    {
        ref LikelihoodJob job = ref *(LikelihoodJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows), columns = job.Columns;
        for (int r = first; r < last; r++)
        {
            float* l = job.A.Row(r), x = job.X.Row(r), m = job.Mask.Exists ? job.Mask.Row(r) : null, d = job.DA + ((long)r * columns);
            float weight = job.Y[r];
            if (weight == 0)
            {
                if (!job.Accumulate)
                {
                    new Span<float>(d, columns).Clear();
                }
                continue;
            }
            TVector scale = TVector.Broadcast(weight);
            for (int j = 0; j < columns; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, columns - j);
                TVector value = scale * (Read(x + j, width) - VectorMath.Sigmoid(Read(l + j, width)));
                value = m == null ? value : value * Read(m + j, width);
                Write(d + j, job.Accumulate ? value + Read(d + j, width) : value, width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SquaredDistanceChunk(void* state, int chunk)
    {
        ref LikelihoodJob job = ref *(LikelihoodJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows), columns = job.Columns;
        float* a = job.A.Row(first), b = job.X.Row(first);
        for (int r = first; r < last; r++)
        {
            TVector sum = default;
            for (int j = 0; j < columns; j += TVector.Count)
            {
                int width = columns - j;
                TVector difference = Read(a + j, width) - Read(b + j, width);
                sum = TVector.MultiplyAdd(difference, difference, sum);
            }
            job.Y[r] = TVector.Sum(sum);
            a += columns;
            b += columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GaussianChunk(void* state, int chunk)
    {
        ref LikelihoodJob job = ref *(LikelihoodJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows), columns = job.Columns;
        TVector logTwoPi = TVector.Broadcast(LogTwoPi);
        for (int r = first; r < last; r++)
        {
            float* x = job.X.Row(r), mean = job.A.Row(r), v = job.B.Row(r), m = job.Mask.Exists ? job.Mask.Row(r) : null;
            TVector sum = default;
            double total = 0;
            for (int j = 0; j < columns; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, columns - j);
                TVector logVariance = Read(job.B, v, j, width), difference = Read(job.X, x, j, width) - Read(job.A, mean, j, width);
                TVector value = TVector.MultiplyAdd(difference * difference, VectorMath.Exp(default(TVector) - logVariance), logVariance + logTwoPi);
                value = m == null ? value : value * Read(job.Mask, m, j, width);
                if (width < TVector.Count)
                {
                    total = TVector.Sum(TVector.FirstLanes(value, width));
                    break;
                }
                sum += value;
            }
            job.Y[r] = (float)(-0.5 * (total + TVector.Sum(sum)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GaussianGradientChunk(void* state, int chunk)
    {
        ref LikelihoodJob job = ref *(LikelihoodJob*)state;
        int first = chunk * job.RowsPerChunk, last = Math.Min(first + job.RowsPerChunk, job.Rows), columns = job.Columns;
        TVector one = TVector.Broadcast(1), half = TVector.Broadcast(0.5f);
        for (int r = first; r < last; r++)
        {
            float* x = job.X.Row(r), mean = job.A.Row(r), v = job.B.Row(r), m = job.Mask.Exists ? job.Mask.Row(r) : null;
            long start = (long)r * columns;
            if (job.Y[r] == 0)
            {
                // A sample without weight.
                new Span<float>(job.DA + start, job.DA != null ? columns : 0).Clear();
                new Span<float>(job.DB + start, job.DB != null ? columns : 0).Clear();
                continue;
            }
            TVector weight = TVector.Broadcast(job.Y[r]);
            for (int j = 0; j < columns; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, columns - j);
                TVector scale = m == null ? weight : weight * Read(job.Mask, m, j, width);
                TVector difference = Read(job.X, x, j, width) - Read(job.A, mean, j, width);
                TVector scaled = difference * VectorMath.Exp(default(TVector) - Read(job.B, v, j, width));
                if (job.DA != null)
                {
                    Write(job.DA + start + j, scale * scaled, width);
                }
                if (job.DB != null)
                {
                    Write(job.DB + start + j, scale * half * ((difference * scaled) - one), width);
                }
            }
        }
    }

    private static int WidestColumns(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask) =>
        Math.Max(Math.Max(x.Shape.Columns, mean.Shape.Columns), Math.Max(logVariance.Shape.Columns, mask?.Shape.Columns ?? 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Read(in RowOperand operand, float* row, int j, int width) =>
        operand.IsStretched ? TVector.Broadcast(*row) : Read(row + j, width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Read(float* p, int width) => width >= TVector.Count ? TVector.Load(p) : TVector.LoadPartial(p, width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* p, TVector x, int width)
    {
        if (width >= TVector.Count)
        {
            TVector.Store(p, x);
        }
        else
        {
            TVector.StorePartial(p, x, width);
        }
    }
}
