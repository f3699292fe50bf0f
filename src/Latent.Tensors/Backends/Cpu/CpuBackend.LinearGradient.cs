using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>The gradients of the linear map. What has no gradient (rows, units) takes no part in the products.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Rows of a gradient whose column sums are gathered together before they are added to the others'.
    private const int GradientRows = 64;

    // With fewer rows or inputs than this, finding the units and spreading their columns cost more than they save.
    private const int FewestRowsToLeaveUnits = 32;

    internal override void LinearGradient(Tensor x, Tensor w, Tensor y, Tensor dy, Activation activation, GradientTarget dx, GradientTarget dw, GradientTarget dBias)
    {
        int rows = dy.Shape.Rows, inputs = w.Shape[0], outputs = w.Shape[1];
        float* gradient = dy.Pointer, input = x.Pointer, output = y.Pointer, inputGradient = dx.Tensor is null ? null : dx.Tensor.Pointer;

        // Rows without gradient (samples of no weight, missing data) are left out of everything.
        int* active = (int*)Scratch.Gathered(2, rows);
        int count = FindActive(gradient, rows, outputs, active);
        bool gathers = count < rows - (rows / 4);
        if (!gathers)
        {
            // Too few to be worth the copying: all rows take part.
            count = rows;
        }
        else
        {
            gradient = GatherRows(gradient, active, count, outputs, Scratch.Gathered(6, ((long)count * outputs) + HostStorage.Margin));
            output = activation is Activation.None ? output : GatherRows(output, active, count, outputs, Scratch.Gathered(4, ((long)count * outputs) + HostStorage.Margin));
        }
        ThroughActivation(output, gradient, activation, dBias, count, outputs);
        if (dw.Tensor is not null)
        {
            if (gathers)
            {
                input = GatherRows(input, active, count, inputs, Scratch.Gathered(1, ((long)count * inputs) + HostStorage.Margin));
            }
            WeightGradient(input, gradient, count, inputs, outputs, dw.Tensor.Pointer, dw.Accumulate);
        }
        if (inputGradient != null)
        {
            // The gathered input has been used by now; its place takes the gathered result.
            float* target = gathers ? Scratch.Gathered(1, ((long)count * inputs) + HostStorage.Margin) : inputGradient;
            Product product = Product.Of(gradient, false, w.Pointer, true, target, count, inputs, outputs);
            product.Accumulate = dx.Accumulate && !gathers;
            MatrixMultiplier<TVector>.Run(product, pool);
            if (gathers)
            {
                ScatterRows(target, active, count, inputs, inputGradient, rows, dx.Accumulate);
            }
        }
        KeepAlive(x, w, y, dy, dx.Tensor, dw.Tensor, dBias.Tensor);
    }

    /// <summary>dw (+)= x^T dy. Units without gradient (rectified ones that are off for the whole batch) are left out, and their columns set to zero.</summary>
    private void WeightGradient(float* x, float* dy, int rows, int inputs, int outputs, float* dw, bool accumulate)
    {
        int* active = (int*)Scratch.Gathered(3, outputs);
        int count = rows >= FewestRowsToLeaveUnits && inputs >= FewestRowsToLeaveUnits ? FindActiveColumns(dy, rows, outputs, active) : outputs;
        bool gathers = count < outputs - (outputs / 4);
        var job = new UnitsJob { Active = active, Count = count, Rows = inputs, Outputs = outputs, Target = dw, Accumulate = accumulate };
        if (gathers)
        {
            float* gathered = Scratch.Gathered(4, ((long)rows * count) + HostStorage.Margin);
            for (int r = 0; r < rows; r++)
            {
                float* from = dy + ((long)r * outputs), to = gathered + ((long)r * count);
                for (int j = 0; j < count; j++)
                {
                    to[j] = from[active[j]];
                }
            }
            dy = gathered;
            job.Gathered = Scratch.Gathered(5, ((long)inputs * count) + HostStorage.Margin);
        }
        Product product = Product.Of(x, true, dy, false, gathers ? job.Gathered : dw, inputs, gathers ? count : outputs, rows);
        product.Accumulate = accumulate && !gathers;
        MatrixMultiplier<TVector>.Run(product, pool);
        if (gathers)
        {
            pool.Run((inputs + GradientRows - 1) / GradientRows, &SpreadUnits, &job, small: (long)inputs * outputs < 2 * ChunkLength);
        }
    }

    private struct UnitsJob
    {
        public int* Active;
        public float* Gathered, Target;
        public int Count, Rows, Outputs;
        public bool Accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpreadUnits(void* state, int chunk)
    {
        var job = (UnitsJob*)state;
        int first = chunk * GradientRows, last = Math.Min(first + GradientRows, job->Rows), count = job->Count;
        int* active = job->Active;
        for (int r = first; r < last; r++)
        {
            float* from = job->Gathered + ((long)r * count), to = job->Target + ((long)r * job->Outputs);
            if (job->Accumulate)
            {
                for (int j = 0; j < count; j++)
                {
                    to[active[j]] += from[j];
                }
                continue;
            }
            new Span<float>(to, job->Outputs).Clear();
            for (int j = 0; j < count; j++)
            {
                to[active[j]] = from[j];
            }
        }
    }

    /// <summary>Writes the numbers of the columns that are not all zero and returns how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindActiveColumns(float* values, int rows, int width, int* active)
    {
        float* seen = stackalloc float[TVector.Count];
        int found = 0;
        for (int j = 0; j < width; j += TVector.Count)
        {
            int lanes = Math.Min(TVector.Count, width - j);
            float* value = values + j;
            TVector any = default;
            for (int r = 0; r < rows; r++)
            {
                any += TVector.Abs(lanes == TVector.Count ? TVector.Load(value) : TVector.LoadPartial(value, lanes));
                value += width;
            }
            TVector.Store(seen, any);
            for (int i = 0; i < lanes; i++)
            {
                active[found] = j + i;
                found += seen[i] != 0 ? 1 : 0;
            }
        }
        return found;
    }

    /// <summary>dy times the activation's derivative, in place, and in the same reading its column sums.</summary>
    private void ThroughActivation(float* y, float* dy, Activation activation, GradientTarget dBias, int rows, int outputs)
    {
        if (activation is Activation.None && dBias.Tensor is null)
        {
            return;
        }
        int chunks = (rows + GradientRows - 1) / GradientRows;
        var job = new ThroughJob
        {
            Y = y,
            Dy = dy,
            Rows = rows,
            Outputs = outputs,
            SumStep = (outputs + 15) & ~15,
            Sums = dBias.Tensor is null ? null : Scratch.Gathered(PartialsSlot, (long)chunks * ((outputs + 15) & ~15)),
        };
        delegate*<void*, int, void> body = activation switch
        {
            Activation.None => &ThroughChunk<ConstantDerivative>,
            Activation.Relu => &ThroughChunk<ReluDerivative>,
            Activation.LeakyRelu => &ThroughChunk<LeakyReluDerivativeFromValue>,
            Activation.Elu => &ThroughChunk<EluDerivative>,
            Activation.Tanh => &ThroughChunk<TanhDerivative>,
            Activation.Sigmoid => &ThroughChunk<SigmoidDerivative>,
            Activation.Softplus => &ThroughChunk<SoftplusDerivativeFromValue>,
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
        pool.Run(chunks, body, &job, small: (long)rows * outputs < 2 * ChunkLength);
        if (dBias.Tensor is null)
        {
            return;
        }
        float* target = dBias.Tensor.Pointer;
        for (int j = 0; j < outputs; j++)
        {
            float sum = dBias.Accumulate ? target[j] : 0;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                sum += job.Sums[((long)chunk * job.SumStep) + j];
            }
            target[j] = sum;
        }
    }

    private struct ThroughJob
    {
        public float* Y, Dy, Sums;
        public int Rows, Outputs, SumStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThroughChunk<TDerivative>(void* state, int chunk)
        where TDerivative : struct, IUnaryDerivative
    {
        var job = (ThroughJob*)state;
        int first = chunk * GradientRows, last = Math.Min(first + GradientRows, job->Rows), outputs = job->Outputs;
        float* sums = job->Sums == null ? null : job->Sums + ((long)chunk * job->SumStep);
        TVector slope = TVector.Broadcast(LeakySlope);
        int j = 0, lanes = TVector.Count;
        for (; j <= outputs - (4 * lanes); j += 4 * lanes)
        {
            // Four neighbouring vectors a row: fewer jumps from row to row, which are pages apart where rows are wide.
            float* y = job->Y + ((long)first * outputs) + j, dy = job->Dy + ((long)first * outputs) + j;
            TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int r = first; r < last; r++)
            {
                sum0 += Through<TDerivative>(y, dy, slope, lanes);
                sum1 += Through<TDerivative>(y + lanes, dy + lanes, slope, lanes);
                sum2 += Through<TDerivative>(y + (2 * lanes), dy + (2 * lanes), slope, lanes);
                sum3 += Through<TDerivative>(y + (3 * lanes), dy + (3 * lanes), slope, lanes);
                y += outputs;
                dy += outputs;
            }
            if (sums != null)
            {
                TVector.Store(sums + j, sum0);
                TVector.Store(sums + j + lanes, sum1);
                TVector.Store(sums + j + (2 * lanes), sum2);
                TVector.Store(sums + j + (3 * lanes), sum3);
            }
        }
        for (; j < outputs; j += lanes)
        {
            int width = Math.Min(lanes, outputs - j);
            float* y = job->Y + ((long)first * outputs) + j, dy = job->Dy + ((long)first * outputs) + j;
            TVector sum = default;
            for (int r = first; r < last; r++)
            {
                sum += Through<TDerivative>(y, dy, slope, width);
                y += outputs;
                dy += outputs;
            }
            if (sums != null)
            {
                TVector.Store(sums + j, sum);
            }
        }
    }

    /// <summary>A vector of dy times the derivative; its first <paramref name="width"/> lanes are written back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Through<TDerivative>(float* y, float* dy, TVector slope, int width)
        where TDerivative : struct, IUnaryDerivative
    {
        TVector d = TVector.Load(dy);
        if (!TDerivative.UsesY)
        {
            return d;
        }
        d *= TDerivative.Invoke(default, TVector.Load(y), slope);
        if (width == TVector.Count)
        {
            TVector.Store(dy, d);
        }
        else
        {
            TVector.StorePartial(dy, d, width);
        }
        return d;
    }

    /// <summary>Writes the numbers of the rows that are not all zero and returns how many there are.</summary>
    private static int FindActive(float* rows, int count, int width, int* active)
    {
        int found = 0;
        for (int r = 0; r < count; r++)
        {
            active[found] = r;
            found += IsZero(rows + ((long)r * width), width) ? 0 : 1;
        }
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsZero(float* row, int width)
    {
        int j = 0, lanes = TVector.Count;
        for (; j <= width - (4 * lanes); j += 4 * lanes)
        {
            TVector low = TVector.Abs(TVector.Load(row + j)) + TVector.Abs(TVector.Load(row + j + lanes));
            TVector high = TVector.Abs(TVector.Load(row + j + (2 * lanes))) + TVector.Abs(TVector.Load(row + j + (3 * lanes)));
            if (!TVector.IsZero(low + high))
            {
                return false;
            }
        }
        for (; j < width; j += lanes)
        {
            if (!TVector.IsZero(TVector.Abs(TVector.LoadPartial(row + j, Math.Min(lanes, width - j)))))
            {
                return false;
            }
        }
        return true;
    }

    private static float* GatherRows(float* rows, int* active, int count, int width, float* target)
    {
        for (int i = 0; i < count; i++)
        {
            new ReadOnlySpan<float>(rows + ((long)active[i] * width), width).CopyTo(new Span<float>(target + ((long)i * width), width));
        }
        return target;
    }

    private static void ScatterRows(float* gathered, int* active, int count, int width, float* rows, int all, bool accumulate)
    {
        int next = 0;
        for (int r = 0; r < all; r++)
        {
            var row = new Span<float>(rows + ((long)r * width), width);
            if (next < count && active[next] == r)
            {
                var values = new ReadOnlySpan<float>(gathered + ((long)next * width), width);
                next++;
                if (!accumulate)
                {
                    values.CopyTo(row);
                    continue;
                }
                for (int j = 0; j < width; j++)
                {
                    row[j] += values[j];
                }
            }
            else if (!accumulate)
            {
                row.Clear();
            }
        }
    }
}
