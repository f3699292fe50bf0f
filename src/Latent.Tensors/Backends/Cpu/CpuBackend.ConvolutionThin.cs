using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.Elementwise;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Convolutions to very few channels.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    /// <summary>Whether so many columns would leave most lanes of a vector empty.</summary>
    private static bool IsThin(int columns) => columns * 4 <= TVector.Count;

    private void SpreadThin(ThinJob job, in ConvolutionShape shape, float* w, bool flipped, Tensor? bias, Activation activation, bool accumulate)
    {
        int columns = job.Columns, depth = job.Channels, taps = job.Taps.Volume;
        float* panels = Panels(columns, depth);
        if (flipped)
        {
            // [taps, channels, results] to [channels, flipped taps x results], in panels.
            for (int c = 0; c < depth; c++)
            {
                for (int j = 0; j < columns; j++)
                {
                    int tap = taps - 1 - (j / job.Results);
                    panels[((long)(j / PanelWidth) * PanelWidth * depth) + ((long)c * PanelWidth) + (j % PanelWidth)] = w[(((tap * depth) + c) * job.Results) + (j % job.Results)];
                }
            }
        }
        else
        {
            for (int j = 0; j < columns; j += PanelWidth)
            {
                Packing.TransposeRows<TVector>(w + ((long)j * depth), depth, depth, Math.Min(PanelWidth, columns - j), panels + ((long)j * depth), PanelWidth);
            }
        }
        job.Bias = bias is null ? null : bias.Pointer;
        job.Accumulate = accumulate;
        job.Activation = activation is Activation.Relu ? &ActivateTile<ReluOperator> : Tile(activation);
        job.Lines = Math.Max(1, GatheredFloats / Math.Max(1, job.From.Width * columns));
        job.Product = new Product
        {
            Columns = columns,
            Depth = depth,
            ARow = depth,
            AStep = 1,
            B = panels,
            BStep = PanelWidth,
            BColumn = 1,
            PanelStep = (nint)PanelWidth * depth,
            CRow = columns,
        };
        pool.Run(job.Rows, &SpreadThinChunk, &job);
    }

    /// <summary>One picture: some of its lines at a time are multiplied, and their taps added to the result.</summary>
    private static void SpreadThinChunk(void* state, int row)
    {
        var job = (ThinJob*)state;
        Extents from = job->From, to = job->To;
        int results = job->Results, size = to.Volume * results, lines = from.Depth * from.Height;
        float* target = job->Target + ((long)row * size), source = job->Source + ((long)row * from.Volume * job->Channels);
        if (!job->Accumulate)
        {
            for (int i = 0; i < size; i++)
            {
                target[i] = job->Bias == null ? 0 : job->Bias[i % results];
            }
        }
        float* products = Scratch.Gathered(1, ((long)job->Lines * from.Width * job->Columns) + HostStorage.Margin);
        for (int first = 0; first < lines; first += job->Lines)
        {
            int count = Math.Min(job->Lines, lines - first);
            Product product = job->Product;
            product.Rows = count * from.Width;
            product.A = source + ((long)first * from.Width * job->Channels);
            product.C = products;
            MatrixMultiplier<TVector>.RunHere(product);
            for (int line = 0; line < count; line++)
            {
                AddLine(ref *job, first + line, products + ((long)line * from.Width * job->Columns), target);
            }
        }
        if (job->Activation != null)
        {
            job->Activation(target, size, 1, size);
        }
    }

    private static void AddLine(ref ThinJob job, int line, float* products, float* target)
    {
        int d = line / job.From.Height, h = line % job.From.Height;
        for (int kd = 0; kd < job.Taps.Depth; kd++)
        {
            int td = (d * job.Stride.Depth) - job.Padding.Depth + (kd * job.Dilation.Depth);
            for (int kh = 0; kh < job.Taps.Height && (uint)td < (uint)job.To.Depth; kh++)
            {
                int th = (h * job.Stride.Height) - job.Padding.Height + (kh * job.Dilation.Height);
                if ((uint)th < (uint)job.To.Height)
                {
                    float* taps = products + (((kd * job.Taps.Height) + kh) * job.Taps.Width * job.Results);
                    AddTaps(ref job, taps, target + ((long)((td * job.To.Height) + th) * job.To.Width * job.Results));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTaps(ref ThinJob job, float* products, float* target)
    {
        int taps = job.Taps.Width, stride = job.Stride.Width, padding = job.Padding.Width, results = job.Results, columns = job.Columns, width = job.From.Width, extent = job.To.Width;
        if (job.Dilation.Width > 1)
        {
            for (int w = 0; w < width; w++)
            {
                for (int k = 0; k < taps; k++)
                {
                    int t = (w * stride) - padding + (k * job.Dilation.Width);
                    for (int n = 0; n < results && (uint)t < (uint)extent; n++)
                    {
                        target[(t * results) + n] += products[(w * columns) + (k * results) + n];
                    }
                }
            }
            return;
        }

        // Windows that overlap are not added one right after the other: the second would wait for the first's store.
        int apart = (taps + stride - 1) / stride;
        for (int begin = 0; begin < apart; begin++)
        {
            for (int w = begin; w < width; w += apart)
            {
                int t = (w * stride) - padding, low = Math.Clamp(-t, 0, taps), high = Math.Clamp(extent - t, low, taps), count = (high - low) * results;
                float* to = target + ((t + low) * results), from = products + (w * columns) + (low * results);
                for (int i = 0; i < count; i += TVector.Count)
                {
                    int lanes = Math.Min(TVector.Count, count - i);
                    TVector.StorePartial(to + i, TVector.LoadPartial(to + i, lanes) + TVector.LoadPartial(from + i, lanes), lanes);
                }
            }
        }
    }
}
