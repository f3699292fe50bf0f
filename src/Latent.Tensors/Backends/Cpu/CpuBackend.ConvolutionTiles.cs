using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Windows of four by four that move two at a time, which most encoders and decoders are made of: by minimal filtering, with half the products.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Floats of transformed pictures at once.
    private const int TileFloats = 192 * 1024;

    /// <summary>Whether a convolution is one of these, and its results fill their tiles well enough.</summary>
    private static bool SuitsTiles(in ConvolutionShape s)
    {
        bool window = s.Kernel == new Extents(1, 4, 4) && s.Stride == new Extents(1, 2, 2) && s.Dilation == new Extents(1, 1, 1) && s.In.Depth == 1 && s.Padding.Depth == 0 && s.Groups == 1;
        int lanes = TVector.Count, high = s.Out.Height, wide = s.Out.Width, tiles = (high + 3) / 4 * ((wide + 3) / 4);
        return window && s.Inputs % lanes == 0 && s.Outputs % lanes == 0 && s.Inputs >= 16 && s.Outputs >= 16
            && 10 * 25 * tiles <= 7 * 16 * high * wide && 100L * s.Inputs * s.Outputs <= StreamedWeights;
    }

    private void ConvolveTiles(in ConvolutionShape s, float* x, float* w, float* bias, Activation activation, float* y, bool accumulate)
    {
        TileJob job = Folded(s, x);
        job.Columns = s.Outputs;
        job.Raster = new Raster { Target = y, Pitch = s.Outputs, Extents = s.Out, Positions = s.Out, Step = new(1, 1, 1) };

        // [channels (a, b, c), outputs] for every plane, from taps (2u + a, 2v + b).
        int inputs = s.Inputs, outputs = s.Outputs;
        float* filters = Scratch.Weights((long)Winograd<TVector>.Planes * Cut(outputs, PanelWidth) * PanelWidth * job.FoldedChannels);
        job.Product = TileProduct(job, filters, bias, activation);
        job.Accumulate = accumulate;
        nint plane = job.Product.PanelStep * Cut(outputs, PanelWidth);
        for (int k = 0; k < job.FoldedChannels; k++)
        {
            int a = k / (2 * inputs), b = k / inputs % 2, c = k % inputs;
            float* first = w + (((long)((a * 4) + b) * inputs) + c) * outputs;
            nint right = (nint)2 * inputs * outputs, down = (nint)8 * inputs * outputs;
            for (int n = 0; n < outputs; n += PanelWidth)
            {
                float* at = first + n;
                Winograd<TVector>.Filter(at, at + right, at + down, at + right + down, Math.Min(PanelWidth, outputs - n), filters + (n / PanelWidth * job.Product.PanelStep) + ((nint)k * PanelWidth), plane);
            }
        }
        RunTiles(ref job);
    }

    /// <summary>One residue of the adjoint: a two by two window over y.</summary>
    private void SpreadTiles(in ConvolutionShape s, float* y, float* w, Phase height, Phase width, float* bias, Activation activation, in Raster raster, bool accumulate)
    {
        int inputs = s.Inputs, outputs = s.Outputs;
        var job = new TileJob
        {
            Source = y,
            Rows = s.Rows,
            Height = s.Out.Height,
            Width = s.Out.Width,
            Channels = outputs,
            Step = 1,
            FirstHeight = height.First,
            FirstWidth = width.First,
            ResultsHigh = height.Positions,
            ResultsWide = width.Positions,
            Columns = inputs,
            Raster = raster,
            Accumulate = accumulate,
        };
        float* filters = Scratch.Weights((long)Winograd<TVector>.Planes * Cut(inputs, PanelWidth) * PanelWidth * outputs);
        job.Product = TileProduct(job, filters, bias, activation);
        nint plane = job.Product.PanelStep * Cut(inputs, PanelWidth);
        float* turned = Scratch.Gathered(0, (4L * outputs * PanelWidth) + HostStorage.Margin);
        for (int n = 0; n < inputs; n += PanelWidth)
        {
            int columns = Math.Min(PanelWidth, inputs - n);
            for (int tap = 0; tap < 4; tap++)
            {
                float* taps = w + ((((long)((height.Tap(tap / 2) * 4) + width.Tap(tap % 2)) * inputs) + n) * outputs);
                Packing.TransposeRows<TVector>(taps, outputs, outputs, columns, turned + ((nint)tap * outputs * PanelWidth), PanelWidth);
            }
            for (int k = 0; k < outputs; k++)
            {
                float* at = turned + ((nint)k * PanelWidth);
                nint next = (nint)outputs * PanelWidth;
                Winograd<TVector>.Filter(at, at + next, at + (2 * next), at + (3 * next), columns, filters + (n / PanelWidth * job.Product.PanelStep) + ((nint)k * PanelWidth), plane);
            }
        }
        RunTiles(ref job);
    }

    private void CorrelateTiles(in ConvolutionShape s, float* x, float* dy, float* dw, bool accumulate)
    {
        TileJob job = Folded(s, x);
        int inputs = s.Inputs, outputs = s.Outputs, size = Winograd<TVector>.Planes * job.FoldedChannels * outputs;
        job.Columns = outputs;
        job.Gradient = dy;
        int parts = Math.Clamp(PartialFloats / size, 1, Math.Min(4, job.Rows));
        job.RowsPerPart = Cut(job.Rows, parts);
        parts = Cut(job.Rows, job.RowsPerPart);
        job.Partials = Scratch.Gathered(2, ((long)parts * size) + HostStorage.Margin);
        job.Together = Math.Clamp(TileFloats / (Winograd<TVector>.Planes * job.Tiles * Math.Max(job.FoldedChannels, outputs)), 1, 64);
        pool.Run(parts, &CorrelateTileChunk, &job);
        float* sums = job.Partials;
        for (int part = 1; part < parts; part++)
        {
            float* other = job.Partials + ((long)part * size);
            for (int i = 0; i < size; i += TVector.Count)
            {
                TVector.Store(sums + i, TVector.Load(sums + i) + TVector.Load(other + i));
            }
        }
        nint plane = (nint)job.FoldedChannels * outputs, right = (nint)2 * inputs * outputs, down = (nint)8 * inputs * outputs;
        for (int k = 0; k < job.FoldedChannels; k++)
        {
            int a = k / (2 * inputs), b = k / inputs % 2, c = k % inputs;
            float* first = dw + ((((long)((a * 4) + b) * inputs) + c) * outputs);
            Winograd<TVector>.FilterAdjoint(sums + ((nint)k * outputs), plane, outputs, first, first + right, first + down, first + right + down, accumulate);
        }
    }

    private static TileJob Folded(in ConvolutionShape s, float* x) => new()
    {
        Source = x,
        Rows = s.Rows,
        Height = s.In.Height,
        Width = s.In.Width,
        Channels = s.Inputs,
        Step = 2,
        FirstHeight = -s.Padding.Height,
        FirstWidth = -s.Padding.Width,
        ResultsHigh = s.Out.Height,
        ResultsWide = s.Out.Width,
    };

    private static Product TileProduct(in TileJob job, float* filters, float* bias, Activation activation) => new()
    {
        Columns = job.Columns,
        Depth = job.FoldedChannels,
        ARow = job.FoldedChannels,
        AStep = 1,
        B = filters,
        BStep = PanelWidth,
        BColumn = 1,
        PanelStep = (nint)PanelWidth * job.FoldedChannels,
        CRow = job.Columns,
        Bias = bias,
        Clamp = activation is Activation.Relu,
        Activation = Tile(activation),
    };

    private void RunTiles(ref TileJob job)
    {
        // Enough pictures for whole register blocks.
        int block = TVector.KernelRows, fitting = TileFloats / (Winograd<TVector>.Planes * job.Tiles * job.FoldedChannels), least = Cut(block, job.Tiles);
        job.Together = Math.Max(least, fitting / least * least);
        fixed (TileJob* state = &job)
        {
            pool.Run(Cut(job.Rows, job.Together), &TileChunk, state);
        }
    }

    private static void TileChunk(void* state, int chunk)
    {
        var job = (TileJob*)state;
        int first = chunk * job->Together, count = Math.Min(job->Together, job->Rows - first), tiles = count * job->Tiles;
        nint inputPlane = (nint)tiles * job->FoldedChannels, outputPlane = (nint)tiles * job->Columns;
        float* folded = Scratch.Gathered(0, (job->FoldedHeight * job->FoldedWidth * job->FoldedChannels) + HostStorage.Margin);
        float* inputs = Scratch.Gathered(1, (Winograd<TVector>.Planes * inputPlane) + HostStorage.Margin);
        float* outputs = Scratch.Gathered(2, (Winograd<TVector>.Planes * outputPlane) + HostStorage.Margin);
        TransformPictures(job, first, count, folded, inputs, inputPlane);
        Product product = job->Product;
        product.Rows = tiles;
        product.Bias = null;
        product.Clamp = false;
        product.Activation = null;
        product.Dense = true;
        nint filterPlane = product.PanelStep * Cut(job->Columns, PanelWidth);
        for (int p = 0; p < Winograd<TVector>.Planes; p++)
        {
            product.A = inputs + (p * inputPlane);
            product.C = outputs + (p * outputPlane);
            MatrixMultiplier<TVector>.RunHere(product);
            product.B += filterPlane;
        }
        ref Raster raster = ref job->Raster;
        nint column = (nint)raster.Step.Width * raster.Pitch, row = (nint)raster.Step.Height * raster.Extents.Width * raster.Pitch;
        for (int t = 0; t < tiles; t++)
        {
            int picture = first + (t / job->Tiles), i = t % job->Tiles / job->TilesWide * 4, j = t % job->TilesWide * 4;
            float* target = raster.Target + ((((((long)picture * raster.Extents.Height) + raster.First.Height) * raster.Extents.Width) + raster.First.Width) * raster.Pitch) + (i * row) + (j * column);
            int high = Math.Min(4, job->ResultsHigh - i), wide = Math.Min(4, job->ResultsWide - j);
            Winograd<TVector>.Output(outputs + ((nint)t * job->Columns), outputPlane, job->Columns, job->Product.Bias, job->Product.Clamp, job->Accumulate, target, row, column, high, wide);
            for (int h = 0; h < high && job->Product.Activation != null; h++)
            {
                job->Product.Activation(target + (h * row), column, wide, job->Columns);
            }
        }
    }

    private static void TransformPictures(TileJob* job, int first, int count, float* folded, float* planes, nint plane)
    {
        int channels = job->FoldedChannels;
        nint line = (nint)job->FoldedWidth * channels;
        for (int picture = 0; picture < count; picture++)
        {
            job->Fold<TVector>(first + picture, folded);
            for (int t = 0; t < job->Tiles; t++)
            {
                float* tile = folded + (t / job->TilesWide * 4 * line) + ((nint)(t % job->TilesWide) * 4 * channels);
                Winograd<TVector>.Input(tile, line, channels, channels, planes + ((((nint)picture * job->Tiles) + t) * channels), plane);
            }
        }
    }

    private static void CorrelateTileChunk(void* state, int part)
    {
        var job = (TileJob*)state;
        int channels = job->FoldedChannels, columns = job->Columns, last = Math.Min((part + 1) * job->RowsPerPart, job->Rows);
        nint size = (nint)channels * columns;
        float* sums = job->Partials + (part * Winograd<TVector>.Planes * size);
        float* folded = Scratch.Gathered(0, (job->FoldedHeight * job->FoldedWidth * channels) + HostStorage.Margin);
        float* inputs = Scratch.Gathered(1, ((long)Winograd<TVector>.Planes * job->Together * job->Tiles * (channels + columns)) + (2 * HostStorage.Margin));
        for (int first = part * job->RowsPerPart; first < last; first += job->Together)
        {
            int count = Math.Min(job->Together, last - first), tiles = count * job->Tiles;
            nint inputPlane = (nint)tiles * channels, gradientPlane = (nint)tiles * columns;
            float* gradients = inputs + (Winograd<TVector>.Planes * inputPlane) + HostStorage.Margin;
            TransformPictures(job, first, count, folded, inputs, inputPlane);
            for (int t = 0; t < tiles; t++)
            {
                int i = t % job->Tiles / job->TilesWide * 4, j = t % job->TilesWide * 4;
                float* gradient = job->Gradient + ((((((long)first + (t / job->Tiles)) * job->ResultsHigh) + i) * job->ResultsWide) + j) * columns;
                Winograd<TVector>.OutputAdjoint(gradient, (nint)job->ResultsWide * columns, columns, Math.Min(4, job->ResultsHigh - i), Math.Min(4, job->ResultsWide - j), columns, gradients + ((nint)t * columns), gradientPlane);
            }
            for (int p = 0; p < Winograd<TVector>.Planes; p++)
            {
                MatrixMultiplier<TVector>.RunHere(new Product
                {
                    Rows = channels,
                    Columns = columns,
                    Depth = tiles,
                    A = inputs + (p * inputPlane),
                    ARow = 1,
                    AStep = channels,
                    B = gradients + (p * gradientPlane),
                    BStep = columns,
                    BColumn = 1,
                    C = sums + (p * size),
                    CRow = columns,
                    Accumulate = first > part * job->RowsPerPart,
                    Dense = true,
                });
            }
        }
    }
}
