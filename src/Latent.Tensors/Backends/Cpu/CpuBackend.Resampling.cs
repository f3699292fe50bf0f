using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Pooling and resizing: every place of the result gathers its window, channels in vectors. The derivative of a weighted
/// sum gathers too, by the transposed weights, so that no two threads write to one place.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void Resample(Tensor x, Resampling resampling, Tensor y, bool accumulate)
    {
        ResamplingJob job = Job(x, resampling, y);
        job.Accumulate = accumulate;
        job.Reduce = &SumWindow;
        Run(resampling, &job, &WindowsChunk, Cut(job.Rows, job.RowsPerChunk));
        KeepAlive(x, y);
    }

    internal override void MaxPooling(Tensor x, Resampling windows, Tensor y)
    {
        ResamplingJob job = Job(x, windows, y);
        job.Reduce = &MaximumWindow;
        Run(windows, &job, &WindowsChunk, Cut(job.Rows, job.RowsPerChunk));
        KeepAlive(x, y);
    }

    internal override void MaxPoolingGradient(Tensor x, Resampling windows, Tensor y, Tensor dy, Tensor dx, bool accumulate)
    {
        if (!accumulate)
        {
            Fill(dx, 0);
        }
        ResamplingJob job = Job(x, windows, y);
        job.Dy = dy.Pointer;
        job.Dx = dx.Pointer;

        // Windows may share places, though only of one image.
        Run(windows, &job, &MaximumGradientImage, job.Images);
        KeepAlive(x, y, dy, dx);
    }

    /// <summary>Three dimensions, those that are missing of a single place.</summary>
    private struct ResamplingJob
    {
        public float* X, Y, Dy, Dx;
        public Dimension Depth, Height, Width;
        public int Channels, Images, Rows, RowsPerChunk;
        public bool Accumulate;

        /// <summary>Makes one place of the result: image, depth, height and width of the place, where it goes.</summary>
        public delegate*<ResamplingJob*, float*, int, int, int, float*, void> Reduce;

        public struct Dimension
        {
            public int* First, Count, Offset;
            public float* Weights;
            public int Inputs, Outputs;
        }
    }

    private static ResamplingJob Job(Tensor x, Resampling resampling, Tensor y)
    {
        int places = 1, rowsPerImage = 1;
        for (int d = 0; d < resampling.Rank; d++)
        {
            places *= resampling.Dimensions[d].Inputs;
            rowsPerImage *= d < resampling.Rank - 1 ? resampling.Dimensions[d].Outputs : 1;
        }
        int channels = x.Shape.Columns, images = x.Length / Math.Max(1, places * channels);
        return new ResamplingJob
        {
            X = x.Pointer,
            Y = y.Pointer,
            Channels = channels,
            Images = images,
            Rows = images * rowsPerImage,
            RowsPerChunk = RowsPerChunk(resampling.Dimensions[^1].Outputs * channels),
        };
    }

    private void Run(Resampling resampling, ResamplingJob* job, delegate*<void*, int, void> body, int chunks)
    {
        int one = 1, none = 0;
        float whole = 1;
        var single = new ResamplingJob.Dimension { First = &none, Count = &one, Offset = &none, Weights = &whole, Inputs = 1, Outputs = 1 };
        Resampling.Taps width = resampling.Dimensions[^1], height = resampling.Dimensions[Math.Max(0, resampling.Rank - 2)], depth = resampling.Dimensions[0];
        fixed (int* f0 = depth.First, c0 = depth.Count, o0 = depth.Offset, f1 = height.First, c1 = height.Count, o1 = height.Offset, f2 = width.First, c2 = width.Count, o2 = width.Offset)
        fixed (float* w0 = depth.Weights, w1 = height.Weights, w2 = width.Weights)
        {
            job->Depth = resampling.Rank < 3 ? single : new() { First = f0, Count = c0, Offset = o0, Weights = w0, Inputs = depth.Inputs, Outputs = depth.Outputs };
            job->Height = resampling.Rank < 2 ? single : new() { First = f1, Count = c1, Offset = o1, Weights = w1, Inputs = height.Inputs, Outputs = height.Outputs };
            job->Width = new() { First = f2, Count = c2, Offset = o2, Weights = w2, Inputs = width.Inputs, Outputs = width.Outputs };
            pool.Run(chunks, body, job);
        }
    }

    private static void WindowsChunk(void* state, int chunk)
    {
        var job = (ResamplingJob*)state;
        int last = (int)Math.Min(((long)chunk + 1) * job->RowsPerChunk, job->Rows), channels = job->Channels;
        for (int row = chunk * job->RowsPerChunk; row < last; row++)
        {
            float* y = job->Y + ((nint)row * job->Width.Outputs * channels);
            float* image = ImageOf(job, row, out int z, out int oy);
            for (int o = 0; o < job->Width.Outputs; o++, y += channels)
            {
                job->Reduce(job, image, z, oy, o, y);
            }
        }
    }

    private static void MaximumGradientImage(void* state, int image)
    {
        var job = (ResamplingJob*)state;
        int rows = job->Depth.Outputs * job->Height.Outputs, channels = job->Channels;
        for (int row = image * rows; row < (image + 1) * rows; row++)
        {
            nint begin = (nint)row * job->Width.Outputs * channels;
            float* x = ImageOf(job, row, out int z, out int oy), dx = job->Dx + (x - job->X);
            for (int o = 0; o < job->Width.Outputs; o++, begin += channels)
            {
                MaximumGradientWindow(job, x, dx, z, oy, o, job->Y + begin, job->Dy + begin);
            }
        }
    }

    /// <summary>The image that a row of the result belongs to, and the row's place there.</summary>
    private static float* ImageOf(ResamplingJob* job, int row, out int z, out int y)
    {
        y = row % job->Height.Outputs;
        int rest = row / job->Height.Outputs;
        z = rest % job->Depth.Outputs;
        return job->X + ((nint)(rest / job->Depth.Outputs) * job->Depth.Inputs * job->Height.Inputs * job->Width.Inputs * job->Channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumWindow(ResamplingJob* job, float* image, int z, int y, int o, float* result)
    {
        int channels = job->Channels, depth = job->Depth.Count[z], height = job->Height.Count[y], width = job->Width.Count[o];
        nint line = (nint)job->Width.Inputs * channels, plane = job->Height.Inputs * line;
        float* start = image + (job->Depth.First[z] * plane) + (job->Height.First[y] * line) + ((nint)job->Width.First[o] * channels);
        float* zWeights = job->Depth.Weights + job->Depth.Offset[z], yWeights = job->Height.Weights + job->Height.Offset[y], xWeights = job->Width.Weights + job->Width.Offset[o];
        int c = 0;
        for (; c <= channels - (2 * TVector.Count); c += 2 * TVector.Count)
        {
            TVector a = default, b = default;
            for (int i = 0; i < depth; i++)
            {
                for (int j = 0; j < height; j++)
                {
                    float* p = start + (i * plane) + (j * line) + c;
                    float weight = zWeights[i] * yWeights[j];
                    for (int k = 0; k < width; k++, p += channels)
                    {
                        TVector w = TVector.Broadcast(weight * xWeights[k]);
                        a = TVector.MultiplyAdd(w, TVector.Load(p), a);
                        b = TVector.MultiplyAdd(w, TVector.Load(p + TVector.Count), b);
                    }
                }
            }
            if (job->Accumulate)
            {
                a += TVector.Load(result + c);
                b += TVector.Load(result + c + TVector.Count);
            }
            TVector.Store(result + c, a);
            TVector.Store(result + c + TVector.Count, b);
        }
        for (; c < channels; c += TVector.Count)
        {
            TVector a = default;
            for (int i = 0; i < depth; i++)
            {
                for (int j = 0; j < height; j++)
                {
                    float* p = start + (i * plane) + (j * line) + c;
                    float weight = zWeights[i] * yWeights[j];
                    for (int k = 0; k < width; k++, p += channels)
                    {
                        a = TVector.MultiplyAdd(TVector.Broadcast(weight * xWeights[k]), TVector.Load(p), a);
                    }
                }
            }
            Write(result + c, job->Accumulate ? TVector.Load(result + c) + a : a, channels - c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MaximumWindow(ResamplingJob* job, float* image, int z, int y, int o, float* result)
    {
        int channels = job->Channels, depth = job->Depth.Count[z], height = job->Height.Count[y], width = job->Width.Count[o];
        nint line = (nint)job->Width.Inputs * channels, plane = job->Height.Inputs * line;
        float* start = image + (job->Depth.First[z] * plane) + (job->Height.First[y] * line) + ((nint)job->Width.First[o] * channels);
        for (int c = 0; c < channels; c += TVector.Count)
        {
            TVector greatest = TVector.Load(start + c);
            for (int i = 0; i < depth; i++)
            {
                for (int j = 0; j < height; j++)
                {
                    float* p = start + (i * plane) + (j * line) + c;
                    for (int k = 0; k < width; k++, p += channels)
                    {
                        greatest = MaximumOperator.Invoke(greatest, TVector.Load(p));
                    }
                }
            }
            Write(result + c, greatest, channels - c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MaximumGradientWindow(ResamplingJob* job, float* x, float* dx, int z, int y, int o, float* result, float* gradient)
    {
        int channels = job->Channels, depth = job->Depth.Count[z], height = job->Height.Count[y], width = job->Width.Count[o];
        nint line = (nint)job->Width.Inputs * channels, plane = job->Height.Inputs * line;
        nint start = (job->Depth.First[z] * plane) + (job->Height.First[y] * line) + ((nint)job->Width.First[o] * channels);
        TVector one = TVector.Broadcast(1);
        for (int c = 0; c < channels; c += TVector.Count)
        {
            // What is still to be given away; the first equal place takes it.
            TVector greatest = TVector.Load(result + c), rest = TVector.Load(gradient + c);
            TVector open = one;
            for (int i = 0; i < depth; i++)
            {
                for (int j = 0; j < height; j++)
                {
                    nint p = start + (i * plane) + (j * line) + c;
                    for (int k = 0; k < width; k++, p += channels)
                    {
                        TVector takes = TVector.WhereEqual(TVector.Load(x + p), greatest, open, default);
                        Write(dx + p, TVector.Load(dx + p) + TVector.WhereGreater(takes, default, rest, default), channels - c);
                        open -= takes;
                    }
                }
            }
        }
    }
}
