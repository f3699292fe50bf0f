using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>The gradient of a convolution's weights: the gathered windows, transposed, times the gradient of the results.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Larger gradients than this are not worth a copy for every part of the positions.
    private const int PartialWeights = 160 * 1024;

    // Floats of all the copies together.
    private const int PartialFloats = 2 * 1024 * 1024;

    internal override void ConvolutionWeightGradient(in ConvolutionShape shape, Tensor x, Tensor dy, Tensor dw, bool accumulate)
    {
        if (shape.Rows * shape.Out.Volume == 0 || dw.Length == 0)
        {
            if (!accumulate)
            {
                Fill(dw, 0);
            }
            return;
        }
        if (SuitsTiles(shape))
        {
            CorrelateTiles(shape, x.Pointer, dy.Pointer, dw.Pointer, accumulate);
        }
        else if (IsThin(shape.Outputs) && shape.Groups == 1 && shape.Stride.Volume == 1 && shape.Dilation.Volume == 1 && shape.Inputs > shape.Outputs)
        {
            // Few results: the windows go over the gradient instead, and the weights come out the other way round.
            float* swapped = Scratch.Weights(dw.Length + HostStorage.Margin);
            var window = new Window
            {
                Source = dy.Pointer,
                Rows = shape.Rows,
                Pitch = shape.Outputs,
                Channels = shape.Outputs,
                Extents = shape.Out,
                Positions = shape.In,
                Taps = shape.Kernel,
                Step = new(1, 1, 1),
                First = new(shape.Padding.Depth - shape.Kernel.Depth + 1, shape.Padding.Height - shape.Kernel.Height + 1, shape.Padding.Width - shape.Kernel.Width + 1),
                TapStep = new(1, 1, 1),
            };
            Correlate(window, x.Pointer, shape.Inputs, shape.Inputs, swapped, shape.Inputs, false);
            TurnRound(swapped, shape, dw.Pointer, accumulate);
        }
        else
        {
            for (int group = 0; group < shape.Groups; group++)
            {
                int columns = shape.GroupOutputs;
                Correlate(WindowOver(shape, x.Pointer, group), dy.Pointer + (group * columns), shape.Outputs, columns, dw.Pointer + (group * columns), shape.Outputs, accumulate);
            }
        }
        KeepAlive(x, dy, dw);
    }

    /// <summary>target [window's width, columns] (+)= the gathered windows, transposed, times values [positions, columns].</summary>
    private void Correlate(in Window window, float* values, int valuePitch, int columns, float* target, int targetPitch, bool accumulate)
    {
        int width = window.Width, count = window.Count, pitch = GatheredPitch(width);
        var product = new Product
        {
            Rows = width,
            Columns = columns,
            ARow = 1,
            AStep = pitch,
            BStep = valuePitch,
            BColumn = 1,
            C = target,
            CRow = targetPitch,
        };
        if ((long)width * columns > PartialWeights)
        {
            int slab = Math.Max(48, SlabFloats / pitch);
            for (int first = 0; first < count; first += slab)
            {
                product.Depth = Math.Min(slab, count - first);
                product.A = Gathered(window, first, product.Depth, pitch);
                product.B = values + ((long)first * valuePitch);
                product.Accumulate = accumulate || first > 0;
                MatrixMultiplier<TVector>.Run(product, pool);
            }
            return;
        }
        bool pictures = SuitsPictures(window, columns) && window.Positions.Height * window.Positions.Width >= 32;
        int shared = pictures ? window.Rows : count;
        int parts = Math.Clamp(Math.Min(PartialFloats / (width * columns), pictures ? shared : shared / 64), 1, 16), positions = (shared + parts - 1) / parts;
        parts = Cut(shared, positions);
        int size = width * columns;
        bool direct = parts == 1;
        float* partials = direct ? null : Scratch.Gathered(2, ((long)parts * size) + HostStorage.Margin);
        product.Accumulate = direct && accumulate;
        if (!direct)
        {
            product.C = partials;
            product.CRow = columns;
        }
        var job = new CorrelateJob
        {
            Window = window,
            Product = product,
            Values = values,
            ValuePitch = valuePitch,
            Positions = positions,
            PartialStep = direct ? 0 : size,
            Pitch = pitch,
            RowsPerBlock = Math.Clamp(GatheredFloats / pitch, 32, 512),
        };
        pool.Run(parts, pictures ? &CorrelatePictures : &CorrelateChunk, &job);
        if (!direct)
        {
            var sum = new PartialsJob { Partials = partials, Parts = parts, Width = width, Columns = columns, Target = target, TargetPitch = targetPitch, Accumulate = accumulate, RowsPerChunk = RowsPerChunk(columns * parts) };
            pool.Run(Cut(width, sum.RowsPerChunk), &SumPartials, &sum);
        }
    }

    private struct CorrelateJob
    {
        public Window Window;
        public Product Product;
        public float* Values;
        public int ValuePitch, Positions, PartialStep, Pitch, RowsPerBlock;
    }

    private static void CorrelateChunk(void* state, int chunk)
    {
        var job = (CorrelateJob*)state;
        int first = chunk * job->Positions, last = Math.Min(first + job->Positions, job->Window.Count);
        float* gathered = Scratch.Gathered(0, ((long)job->RowsPerBlock * job->Pitch) + HostStorage.Margin);
        Product product = job->Product;
        product.A = gathered;
        product.C += (nint)chunk * job->PartialStep;
        for (int p = first; p < last; p += job->RowsPerBlock)
        {
            product.Depth = Math.Min(job->RowsPerBlock, last - p);
            job->Window.Gather<TVector>(p, product.Depth, gathered, job->Pitch, exact: false);
            product.B = job->Values + ((long)p * job->ValuePitch);
            MatrixMultiplier<TVector>.RunHere(product);
            product.Accumulate = true;
        }
    }

    private struct PartialsJob
    {
        public float* Partials, Target;
        public int Parts, Width, Columns, TargetPitch, RowsPerChunk;
        public bool Accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPartials(void* state, int chunk)
    {
        var job = (PartialsJob*)state;
        long size = (long)job->Width * job->Columns;
        for (int r = chunk * job->RowsPerChunk; r < Math.Min((chunk + 1) * job->RowsPerChunk, job->Width); r++)
        {
            float* target = job->Target + ((long)r * job->TargetPitch), partial = job->Partials + ((long)r * job->Columns);
            for (int j = 0; j < job->Columns; j += TVector.Count)
            {
                int width = Math.Min(TVector.Count, job->Columns - j);
                TVector sum = job->Accumulate ? TVector.LoadPartial(target + j, width) : default;
                for (int part = 0; part < job->Parts; part++)
                {
                    sum += TVector.Load(partial + (part * size) + j);
                }
                TVector.StorePartial(target + j, sum, width);
            }
        }
    }

    /// <summary>From [flipped taps, outputs, inputs] to [taps, inputs, outputs].</summary>
    private static void TurnRound(float* swapped, in ConvolutionShape shape, float* dw, bool accumulate)
    {
        int taps = shape.Kernel.Volume;
        for (int tap = 0; tap < taps; tap++)
        {
            float* from = swapped + ((long)(taps - 1 - tap) * shape.Inputs * shape.Outputs), to = dw + ((long)tap * shape.Inputs * shape.Outputs);
            for (int c = 0; c < shape.Inputs; c++)
            {
                for (int n = 0; n < shape.Outputs; n++)
                {
                    float value = from[(n * shape.Inputs) + c];
                    *to = accumulate ? *to + value : value;
                    to++;
                }
            }
        }
    }
}
