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

    /// <param name="job">What goes where.</param>
    /// <param name="w">The weights: [taps, results, channels], or, where <paramref name="inner"/>, [taps, channels, results].</param>
    /// <param name="inner">Which of the two.</param>
    /// <param name="bias">One addend a result.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="accumulate">Whether to add to what is there.</param>
    private void SpreadThin(ThinJob job, float* w, bool inner, Tensor? bias, Activation activation, bool accumulate)
    {
        int columns = job.Columns, depth = job.Channels, taps = job.Taps.Volume, results = job.Results;
        float* rows = w;
        if (inner)
        {
            rows = Scratch.Weights((long)columns * depth);
            for (int tap = 0; tap < taps; tap++)
            {
                for (int c = 0; c < depth; c++)
                {
                    for (int n = 0; n < results; n++)
                    {
                        rows[(((tap * results) + n) * depth) + c] = *w++;
                    }
                }
            }
        }
        job.Bias = bias is null ? null : bias.Pointer;
        job.Accumulate = accumulate;
        job.Activation = activation is Activation.Relu ? &ActivateTile<ReluOperator> : Tile(activation);
        job.Lines = Math.Max(1, GatheredFloats / Math.Max(1, job.From.Width * columns));
        job.Product = new Product { Rows = columns, Depth = depth, A = rows, ARow = depth, AStep = 1, BStep = 1, BColumn = depth };
        pool.Run(job.Rows, &SpreadThinChunk, &job);
    }

    /// <summary>One picture: some of its lines at a time are multiplied, and their taps added to the planes.</summary>
    private static void SpreadThinChunk(void* state, int row)
    {
        var job = (ThinJob*)state;
        Extents from = job->From, plane = job->Plane;
        int lines = from.Depth * from.Height, planeFloats = plane.Volume * job->Stride.Volume * job->Results;
        float* source = job->Source + ((long)row * from.Volume * job->Channels);
        float* products = Scratch.Gathered(1, ((long)job->Lines * from.Width * job->Columns) + HostStorage.Margin);
        float* planes = Scratch.Gathered(0, planeFloats + HostStorage.Margin);
        new Span<float>(planes, planeFloats).Clear();
        for (int first = 0; first < lines; first += job->Lines)
        {
            int count = Math.Min(job->Lines, lines - first), positions = count * from.Width;
            Product product = job->Product;
            product.Columns = positions;
            product.B = source + ((long)first * from.Width * job->Channels);
            product.C = products;
            product.CRow = positions;
            MatrixMultiplier<TVector>.RunHere(product);
            AddTaps(ref *job, first, count, products, planes);
        }
        WeavePlanes(ref *job, planes, job->Target + ((long)row * job->To.Volume * job->Results));
    }

    private static void AddTaps(ref ThinJob job, int first, int count, float* products, float* planes)
    {
        Extents plane = job.Plane, taps = job.Taps, from = job.From;
        int positions = count * from.Width;
        for (int tap = 0; tap < taps.Volume; tap++)
        {
            (int rd, int shiftD) = job.Tap(tap / (taps.Height * taps.Width), job.Stride.Depth, job.Dilation.Depth, job.Padding.Depth);
            (int rh, int shiftH) = job.Tap(tap / taps.Width % taps.Height, job.Stride.Height, job.Dilation.Height, job.Padding.Height);
            (int rw, int shiftW) = job.Tap(tap % taps.Width, job.Stride.Width, job.Dilation.Width, job.Padding.Width);
            int low = Math.Max(0, -shiftW), high = Math.Min(from.Width, plane.Width - shiftW);
            for (int n = 0; n < job.Results && high > low; n++)
            {
                int residue = (((((n * job.Stride.Depth) + rd) * job.Stride.Height) + rh) * job.Stride.Width) + rw;
                float* row = products + ((((long)tap * job.Results) + n) * positions), target = planes + ((long)residue * plane.Volume);
                for (int line = 0; line < count; line++)
                {
                    int d = ((first + line) / from.Height) + shiftD, h = ((first + line) % from.Height) + shiftH;
                    if ((uint)d < (uint)plane.Depth && (uint)h < (uint)plane.Height)
                    {
                        AddLine(row + (line * from.Width) + low, target + ((((long)d * plane.Height) + h) * plane.Width) + shiftW + low, high - low);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLine(float* from, float* to, int count)
    {
        int i = 0;
        for (; i <= count - TVector.Count; i += TVector.Count)
        {
            TVector.Store(to + i, TVector.Load(to + i) + TVector.Load(from + i));
        }
        if (i < count)
        {
            TVector.StorePartial(to + i, TVector.LoadPartial(to + i, count - i) + TVector.LoadPartial(from + i, count - i), count - i);
        }
    }

    /// <summary>From planes to [To..., results], with what is added and follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeavePlanes(ref ThinJob job, float* planes, float* target)
    {
        Extents plane = job.Plane, to = job.To, stride = job.Stride;
        int results = job.Results, step = stride.Width * results;
        for (int line = 0; line < to.Depth * to.Height; line++)
        {
            int d = line / to.Height, h = line % to.Height;
            float* lineTarget = target + ((long)line * to.Width * results);
            for (int n = 0; n < results; n++)
            {
                float bias = job.Bias == null ? 0 : job.Bias[n];
                for (int rw = 0; rw < stride.Width; rw++)
                {
                    int residue = (((((n * stride.Depth) + (d % stride.Depth)) * stride.Height) + (h % stride.Height)) * stride.Width) + rw;
                    float* from = planes + ((long)residue * plane.Volume) + ((((long)(d / stride.Depth) * plane.Height) + (h / stride.Height)) * plane.Width);
                    float* t = lineTarget + (rw * results) + n;
                    int count = (to.Width - rw + stride.Width - 1) / stride.Width;
                    if (job.Accumulate)
                    {
                        for (int m = 0; m < count; m++)
                        {
                            t[m * step] += from[m];
                        }
                    }
                    else
                    {
                        for (int m = 0; m < count; m++)
                        {
                            t[m * step] = from[m] + bias;
                        }
                    }
                }
            }
        }
        if (job.Activation != null)
        {
            int size = to.Volume * results;
            job.Activation(target, size, 1, size);
        }
    }
}
