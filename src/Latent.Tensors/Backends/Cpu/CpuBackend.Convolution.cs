using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Convolution and its adjoint: windows gathered chunk by chunk, multiplied by packed weights.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Floats of gathered windows in a chunk: they and a panel of weights stay in the second-level cache.
    private const int GatheredFloats = 48 * 1024;

    // Floats of gathered windows that are multiplied at once: they stay in the first-level cache.
    private const int NearFloats = 6 * 1024;

    // Weights up to here are streamed once a chunk; more are kept near while many windows pass.
    private const int StreamedWeights = 512 * 1024;

    // Floats of windows that are gathered before all threads multiply them by large weights.
    private const int SlabFloats = 2 * 1024 * 1024;

    private static int PanelWidth => 2 * TVector.Count;

    internal override void Convolution(in ConvolutionShape shape, Tensor x, Tensor w, Tensor? bias, Activation activation, Tensor y, bool accumulate)
    {
        if (y.Length == 0)
        {
            return;
        }
        if (IsThin(shape.Outputs) && shape.Groups == 1 && shape.Stride.Volume == 1 && shape.Kernel.Volume > 1)
        {
            SpreadThin(ThinJob.OfConvolution(shape, x.Pointer, y.Pointer), w.Pointer, inner: true, bias, activation, accumulate);
            KeepAlive(x, w, bias, y);
            return;
        }
        if (SuitsTiles(shape))
        {
            ConvolveTiles(shape, x.Pointer, w.Pointer, bias is null ? null : bias.Pointer, activation, y.Pointer, accumulate);
            KeepAlive(x, w, bias, y);
            return;
        }
        for (int group = 0; group < shape.Groups; group++)
        {
            int columns = shape.GroupOutputs;
            Window window = WindowOver(shape, x.Pointer, group);
            float* panels = Panels(columns, window.Width);
            var packing = new PanelJob { Source = w.Pointer + (group * columns), Step = shape.Outputs, Depth = window.Width, Columns = columns, Panels = panels };
            pool.Run(Cut(columns, PanelWidth), &PackPanel, &packing);
            var raster = new Raster { Target = y.Pointer + (group * columns), Pitch = shape.Outputs, Extents = shape.Out, Positions = shape.Out, Step = new(1, 1, 1) };
            Slide(shape.IsPointwise, window, panels, columns, bias is null ? null : bias.Pointer + (group * columns), activation, raster, accumulate);
        }
        KeepAlive(x, w, bias, y);
    }

    internal override void ConvolutionTransposed(in ConvolutionShape shape, Tensor y, Tensor w, Tensor? bias, Activation activation, Tensor x, bool accumulate)
    {
        if (x.Length == 0)
        {
            return;
        }
        if (IsThin(shape.Inputs) && shape.Groups == 1 && shape.Kernel.Volume > 1)
        {
            SpreadThin(ThinJob.OfTransposed(shape, y.Pointer, x.Pointer), w.Pointer, inner: false, bias, activation, accumulate);
            KeepAlive(y, w, bias, x);
            return;
        }
        if (SuitsTiles(shape))
        {
            SpreadTiles(shape, y.Pointer, w.Pointer, bias is null ? null : bias.Pointer, activation, x.Pointer, accumulate);
            KeepAlive(y, w, bias, x);
            return;
        }
        Extents s = shape.Stride;
        for (int residue = 0; residue < s.Volume; residue++)
        {
            int rd = residue / (s.Height * s.Width), rh = residue / s.Width % s.Height, rw = residue % s.Width;
            Phase depth = Phase.Of(rd, shape.In.Depth, shape.Kernel.Depth, s.Depth, shape.Padding.Depth, shape.Dilation.Depth);
            Phase height = Phase.Of(rh, shape.In.Height, shape.Kernel.Height, s.Height, shape.Padding.Height, shape.Dilation.Height);
            Phase width = Phase.Of(rw, shape.In.Width, shape.Kernel.Width, s.Width, shape.Padding.Width, shape.Dilation.Width);
            if (depth.Positions <= 0 || height.Positions <= 0 || width.Positions <= 0)
            {
                continue;
            }
            var positions = new Extents(depth.Positions, height.Positions, width.Positions);
            for (int group = 0; group < shape.Groups; group++)
            {
                int columns = shape.GroupInputs;
                var window = new Window
                {
                    Source = y.Pointer + (group * shape.GroupOutputs),
                    Rows = shape.Rows,
                    Pitch = shape.Outputs,
                    Channels = shape.GroupOutputs,
                    Extents = shape.Out,
                    Positions = positions,
                    Taps = new(depth.Taps, height.Taps, width.Taps),
                    Step = new(1, 1, 1),
                    First = new(depth.First, height.First, width.First),
                    TapStep = new(depth.TapStep, height.TapStep, width.TapStep),
                };
                float* panels = Panels(columns, window.Width);
                var packing = new PhaseJob { Source = w.Pointer + (group * shape.GroupOutputs), Shape = shape, Depth = depth, Height = height, Width = width, Panels = panels };
                pool.Run(Cut(columns, PanelWidth), &PackPhase, &packing);
                var raster = new Raster { Target = x.Pointer + (group * columns), Pitch = shape.Inputs, Extents = shape.In, Positions = positions, Step = s, First = new(rd, rh, rw) };
                Slide(shape.IsPointwise, window, panels, columns, bias is null ? null : bias.Pointer + (group * columns), activation, raster, accumulate);
            }
        }
        KeepAlive(y, w, bias, x);
    }

    internal override void ActivationGradient(Tensor y, Tensor dy, Activation activation, GradientTarget dBias)
    {
        ThroughActivation(y.Pointer, dy.Pointer, activation, dBias, dy.Shape.Rows, dy.Shape.Columns);
        KeepAlive(y, dy, dBias.Tensor);
    }

    /// <summary>The window of a convolution over its input.</summary>
    private static Window WindowOver(in ConvolutionShape shape, float* x, int group) => new()
    {
        Source = x + (group * shape.GroupInputs),
        Rows = shape.Rows,
        Pitch = shape.Inputs,
        Channels = shape.GroupInputs,
        Extents = shape.In,
        Positions = shape.Out,
        Taps = shape.Kernel,
        Step = shape.Stride,
        First = new(-shape.Padding.Depth, -shape.Padding.Height, -shape.Padding.Width),
        TapStep = shape.Dilation,
    };

    /// <summary>Rows of gathered windows must not fall on one another in the cache.</summary>
    private static int GatheredPitch(int width) => width % 256 == 0 ? width + 16 : width;

    private static float* Panels(int columns, int depth) => Scratch.Weights((long)Cut(columns, PanelWidth) * PanelWidth * Math.Max(1, depth));

    private static delegate*<float*, nint, int, int, void> Tile(Activation activation) => activation switch
    {
        Activation.None or Activation.Relu => null,
        Activation.LeakyRelu => &ActivateTile<Elementwise.LeakyReluOperator>,
        Activation.Elu => &ActivateTile<Elementwise.EluOperator>,
        Activation.Tanh => &ActivateTile<Elementwise.TanhOperator>,
        Activation.Sigmoid => &ActivateTile<Elementwise.SigmoidOperator>,
        Activation.Softplus => &ActivateTile<Elementwise.SoftplusOperator>,
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>Multiplies what the window sees at every position by packed weights.</summary>
    private void Slide(bool pointwise, in Window window, float* panels, int columns, float* bias, Activation activation, in Raster raster, bool accumulate)
    {
        int depth = window.Width, count = window.Count;
        var job = new SlideJob
        {
            Window = window,
            Raster = raster,
            Accumulate = accumulate,
            Pitch = GatheredPitch(depth),
            Product = new Product
            {
                Columns = columns,
                Depth = depth,
                AStep = 1,
                B = panels,
                BStep = PanelWidth,
                BColumn = 1,
                PanelStep = (nint)PanelWidth * depth,
                Bias = bias,
                Clamp = activation is Activation.Relu,
                Activation = Tile(activation),
            },
        };
        if (pointwise)
        {
            Product product = job.Product;
            product.Rows = count;
            product.A = window.Source;
            product.ARow = window.Pitch;
            product.C = raster.Target;
            product.CRow = raster.Pitch;
            product.Accumulate = accumulate;
            MatrixMultiplier<TVector>.Run(product, pool);
        }
        else if (SuitsPictures(window, columns))
        {
            SlideOverPictures(job);
        }
        else if ((long)depth * columns <= StreamedWeights)
        {
            int rows = TVector.KernelRows, blocks = Math.Clamp(NearFloats / Math.Max(1, depth) / rows, 1, 32);
            job.RowsPerBlock = blocks * rows;
            job.RowsPerChunk = Math.Clamp(Math.Min(GatheredFloats / Math.Max(1, depth), (count + 7) / 8) / job.RowsPerBlock, 1, 64) * job.RowsPerBlock;
            pool.Run(Cut(count, job.RowsPerChunk), &SlideChunk, &job);
        }
        else
        {
            SlideSlabs(ref job, count);
        }
    }

    private void SlideSlabs(ref SlideJob job, int count)
    {
        int slab = Math.Max(48, SlabFloats / job.Pitch);
        for (int first = 0; first < count; first += slab)
        {
            int rows = Math.Min(slab, count - first);
            float* gathered = Gathered(job.Window, first, rows, job.Pitch);
            Product product = job.Product;
            product.Rows = rows;
            product.A = gathered;
            product.ARow = job.Pitch;
            bool whole = job.Raster.IsWhole;
            product.C = whole ? job.Raster.Target + ((long)first * job.Raster.Pitch) : Scratch.Gathered(1, (long)rows * product.Columns);
            product.CRow = whole ? job.Raster.Pitch : product.Columns;
            product.Accumulate = whole && job.Accumulate;
            MatrixMultiplier<TVector>.Run(product, pool);
            if (!whole)
            {
                job.Raster.Scatter<TVector>(first, rows, product.C, product.Columns, job.Accumulate);
            }
        }
    }

    /// <summary>Gathers windows on all threads.</summary>
    private float* Gathered(in Window window, int first, int count, int pitch)
    {
        const int RowsPerChunk = 32;
        float* target = Scratch.Gathered(0, ((long)count * pitch) + HostStorage.Margin);
        var job = new GatherJob { Window = window, Target = target, First = first, Count = count, Pitch = pitch, RowsPerChunk = RowsPerChunk };
        pool.Run(Cut(count, RowsPerChunk), &GatherChunk, &job);
        return target;
    }

    private struct GatherJob
    {
        public Window Window;
        public float* Target;
        public int First, Count, Pitch, RowsPerChunk;
    }

    private static void GatherChunk(void* state, int chunk)
    {
        var job = (GatherJob*)state;
        int first = chunk * job->RowsPerChunk, count = Math.Min(job->RowsPerChunk, job->Count - first);
        job->Window.Gather<TVector>(job->First + first, count, job->Target + ((long)first * job->Pitch), job->Pitch, exact: true);
    }

    private struct SlideJob
    {
        public Window Window;
        public Raster Raster;
        public Product Product;
        public int Pitch, RowsPerChunk, RowsPerBlock;
        public bool Accumulate;
    }

    /// <summary>Gathers and multiplies some windows at a time, so few that they are still in the first-level cache when they are multiplied.</summary>
    private static void SlideChunk(void* state, int chunk)
    {
        var job = (SlideJob*)state;
        int first = chunk * job->RowsPerChunk, end = Math.Min(first + job->RowsPerChunk, job->Window.Count), block = job->RowsPerBlock;
        float* gathered = Scratch.Gathered(0, ((long)block * job->Pitch) + HostStorage.Margin);
        Product product = job->Product;
        bool whole = job->Raster.IsWhole;
        product.A = gathered;
        product.ARow = job->Pitch;
        product.C = whole ? job->Raster.Target + ((long)first * job->Raster.Pitch) : Scratch.Gathered(1, (long)block * product.Columns);
        product.CRow = whole ? job->Raster.Pitch : product.Columns;
        product.Accumulate = whole && job->Accumulate;
        for (; first < end; first += block)
        {
            int rows = Math.Min(block, end - first);
            job->Window.Gather<TVector>(first, rows, gathered, job->Pitch, exact: false);
            product.Rows = rows;
            MatrixMultiplier<TVector>.RunHere(product);
            if (whole)
            {
                product.C += (nint)rows * product.CRow;
            }
            else
            {
                job->Raster.Scatter<TVector>(first, rows, product.C, product.Columns, job->Accumulate);
            }
        }
    }

    private struct PanelJob
    {
        public float* Source, Panels;
        public nint Step;
        public int Depth, Columns;
    }

    private static void PackPanel(void* state, int panel)
    {
        var job = (PanelJob*)state;
        int j = panel * PanelWidth;
        Packing.CopyRows<TVector>(job->Source + j, job->Step, job->Depth, Math.Min(PanelWidth, job->Columns - j), job->Panels + ((long)j * job->Depth), PanelWidth);
    }

    private struct PhaseJob
    {
        public float* Source, Panels;
        public ConvolutionShape Shape;
        public Phase Depth, Height, Width;
    }

    private static void PackPhase(void* state, int panel)
    {
        var job = (PhaseJob*)state;
        ConvolutionShape s = job->Shape;
        int j = panel * PanelWidth, width = Math.Min(PanelWidth, s.GroupInputs - j), depth = s.GroupOutputs;
        float* target = job->Panels + ((long)j * job->Depth.Taps * job->Height.Taps * job->Width.Taps * depth);
        for (int d = 0; d < job->Depth.Taps; d++)
        {
            for (int h = 0; h < job->Height.Taps; h++)
            {
                for (int w = 0; w < job->Width.Taps; w++)
                {
                    int tap = (((job->Depth.Tap(d) * s.Kernel.Height) + job->Height.Tap(h)) * s.Kernel.Width) + job->Width.Tap(w);
                    float* source = job->Source + ((((long)tap * s.GroupInputs) + j) * s.Outputs);
                    Packing.TransposeRows<TVector>(source, s.Outputs, depth, width, target, PanelWidth);
                    target += (nint)depth * PanelWidth;
                }
            }
        }
    }
}
