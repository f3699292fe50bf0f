using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Windows of four by four that move two at a time, which most encoders and decoders are made of: by minimal filtering, with half the products.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Floats of transformed pictures at once: they stay in the second-level cache with their products.
    private const int TileFloats = 96 * 1024;

    // The same for the weights' gradient, whose sums have to be read and written once for every so many.
    private const int CorrelatedFloats = 192 * 1024;

    /// <summary>Whether a convolution is one of these, and its results fill their tiles well enough.</summary>
    private static bool SuitsTiles(in ConvolutionShape s)
    {
        bool window = s.Kernel == new Extents(1, 4, 4) && s.Stride == new Extents(1, 2, 2) && s.Dilation == new Extents(1, 1, 1) && s.In.Depth == 1 && s.Padding.Depth == 0 && s.Groups == 1;
        int lanes = TVector.Count, high = s.Out.Height, wide = s.Out.Width, tiles = (high + 3) / 4 * ((wide + 3) / 4);
        return window && s.Inputs % lanes == 0 && s.Outputs % lanes == 0 && s.Inputs >= 16 && s.Outputs >= 16
            && 10 * 25 * tiles <= 7 * 16 * high * wide && 100L * s.Inputs * s.Outputs <= StreamedWeights;
    }

    /// <summary>Planes, of which a transform writes one line each, must not fall on one another in the cache: an odd number of lines apart.</summary>
    private static nint PlanePitch(int floats) => (nint)((floats + 15) / 16 | 1) * 16;

    private void ConvolveTiles(in ConvolutionShape s, float* x, float* w, float* bias, Activation activation, float* y, bool accumulate)
    {
        TileJob job = Folded(s, x);
        job.Columns = s.Outputs;
        job.PartCount = 1;
        job.Parts[0] = new TilePart { Raster = new Raster { Target = y, Pitch = s.Outputs, Extents = s.Out, Positions = s.Out, Step = new(1, 1, 1) } };

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

    /// <summary>The adjoint: a two by two window over y for every residue. They see the same tiles where no more of those are needed than for one alone.</summary>
    private void SpreadTiles(in ConvolutionShape s, float* y, float* w, float* bias, Activation activation, float* x, bool accumulate)
    {
        Phase high0 = PhaseOfHeight(s, 0), high1 = PhaseOfHeight(s, 1), wide0 = PhaseOfWidth(s, 0), wide1 = PhaseOfWidth(s, 1);
        bool together = Shares(high0, high1) && Shares(wide0, wide1);
        for (int residue = 0; residue < 4; residue += together ? 4 : 1)
        {
            Phase high = residue / 2 == 0 ? high0 : high1, wide = residue % 2 == 0 ? wide0 : wide1;
            if (!together && (high.Positions <= 0 || wide.Positions <= 0))
            {
                continue;
            }
            var job = new TileJob
            {
                Source = y,
                Rows = s.Rows,
                Height = s.Out.Height,
                Width = s.Out.Width,
                Channels = s.Outputs,
                Step = 1,
                FirstHeight = together ? Math.Min(high0.First, high1.First) : high.First,
                FirstWidth = together ? Math.Min(wide0.First, wide1.First) : wide.First,
                ResultsHigh = together ? Span(high0, high1) : high.Positions,
                ResultsWide = together ? Span(wide0, wide1) : wide.Positions,
                PartCount = together ? 4 : 1,
                Columns = together ? 4 * s.Inputs : s.Inputs,
                Accumulate = accumulate,
            };
            float* filters = Scratch.Weights((long)Winograd<TVector>.Planes * Cut(job.Columns, PanelWidth) * PanelWidth * s.Outputs);
            job.Product = TileProduct(job, filters, bias, activation);
            for (int part = 0; part < job.PartCount; part++)
            {
                int rh = (residue + part) / 2, rw = (residue + part) % 2;
                (high, wide) = (rh == 0 ? high0 : high1, rw == 0 ? wide0 : wide1);
                job.Parts[part] = new TilePart
                {
                    Raster = new Raster { Target = x, Pitch = s.Inputs, Extents = s.In, Positions = new(1, high.Positions, wide.Positions), Step = s.Stride, First = new(0, rh, rw) },
                    Top = high.First - job.FirstHeight,
                    Left = wide.First - job.FirstWidth,
                };
                TurnFilters(s, w, high, wide, job.Product, part * s.Inputs);
            }
            RunTiles(ref job);
        }
    }

    private static Phase PhaseOfHeight(in ConvolutionShape s, int residue) => Phase.Of(residue, s.In.Height, s.Kernel.Height, s.Stride.Height, s.Padding.Height, s.Dilation.Height);

    private static Phase PhaseOfWidth(in ConvolutionShape s, int residue) => Phase.Of(residue, s.In.Width, s.Kernel.Width, s.Stride.Width, s.Padding.Width, s.Dilation.Width);

    /// <summary>Places of the window from the first that either residue has to the last.</summary>
    private static int Span(in Phase a, in Phase b) => Math.Max(a.First + a.Positions, b.First + b.Positions) - Math.Min(a.First, b.First);

    private static bool Shares(in Phase a, in Phase b) => Cut(Span(a, b), Winograd<TVector>.Results) == Cut(Math.Max(a.Positions, b.Positions), Winograd<TVector>.Results);

    /// <summary>The transformed filters of a residue, to the panels of the product from a column on.</summary>
    private static void TurnFilters(in ConvolutionShape s, float* w, in Phase high, in Phase wide, in Product product, int firstColumn)
    {
        int inputs = s.Inputs, outputs = s.Outputs;
        nint plane = product.PanelStep * Cut(product.Columns, PanelWidth), next = (nint)outputs * TVector.Count;
        float* turned = Scratch.Gathered(0, (4 * next) + HostStorage.Margin), filters = product.B;
        for (int n = 0; n < inputs; n += TVector.Count)
        {
            for (int tap = 0; tap < 4; tap++)
            {
                float* taps = w + ((((long)((high.Tap(tap / 2) * 4) + wide.Tap(tap % 2)) * inputs) + n) * outputs);
                Packing.TransposeRows<TVector>(taps, outputs, outputs, TVector.Count, turned + (tap * next), TVector.Count);
            }
            int column = firstColumn + n;
            float* to = filters + (column / PanelWidth * product.PanelStep) + (column % PanelWidth);
            for (int k = 0; k < outputs; k++)
            {
                float* at = turned + ((nint)k * TVector.Count);
                Winograd<TVector>.Filter(at, at + next, at + (2 * next), at + (3 * next), TVector.Count, to + ((nint)k * PanelWidth), plane);
            }
        }
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
        job.Together = Math.Clamp(CorrelatedFloats / (Winograd<TVector>.Planes * job.Tiles * Math.Max(job.FoldedChannels, outputs)), 1, 64);
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
        int block = TVector.KernelRows, fitting = TileFloats / (Winograd<TVector>.Planes * job.Tiles * Math.Max(job.FoldedChannels, job.Columns)), least = Cut(block, job.Tiles);
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
        nint inputPlane = PlanePitch(tiles * job->FoldedChannels), outputPlane = PlanePitch(tiles * job->Columns);
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
        for (int t = 0; t < tiles; t++)
        {
            int i = t % job->Tiles / job->TilesWide * Winograd<TVector>.Results, j = t % job->TilesWide * Winograd<TVector>.Results, columns = job->Columns / job->PartCount;
            for (int part = 0; part < job->PartCount; part++)
            {
                PutTile(job, job->Parts[part], first + (t / job->Tiles), i, j, columns, outputs + ((nint)t * job->Columns) + ((nint)part * columns), outputPlane);
            }
        }
    }

    /// <summary>Writes the results of a tile that belong to a part.</summary>
    private static void PutTile(TileJob* job, in TilePart part, int picture, int i, int j, int columns, float* planes, nint plane)
    {
        Raster raster = part.Raster;
        i -= part.Top;
        j -= part.Left;
        nint column = (nint)raster.Step.Width * raster.Pitch, row = (nint)raster.Step.Height * raster.Extents.Width * raster.Pitch;
        float* target = raster.Target + ((((((long)picture * raster.Extents.Height) + raster.First.Height) * raster.Extents.Width) + raster.First.Width) * raster.Pitch) + (i * row) + (j * column);
        int top = Math.Max(0, -i), left = Math.Max(0, -j), bottom = Math.Min(Winograd<TVector>.Results, raster.Positions.Height - i), right = Math.Min(Winograd<TVector>.Results, raster.Positions.Width - j);
        if (left >= right)
        {
            return;
        }
        Winograd<TVector>.Output(planes, plane, columns, job->Product.Bias, job->Product.Clamp, job->Accumulate, target, row, column, top, left, bottom, right);
        for (int h = top; h < bottom && job->Product.Activation != null; h++)
        {
            job->Product.Activation(target + (h * row) + (left * column), column, right - left, columns);
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
        int most = job->Together * job->Tiles;
        float* inputs = Scratch.Gathered(1, (Winograd<TVector>.Planes * (PlanePitch(most * channels) + PlanePitch(most * columns))) + (2 * HostStorage.Margin));
        for (int first = part * job->RowsPerPart; first < last; first += job->Together)
        {
            int count = Math.Min(job->Together, last - first), tiles = count * job->Tiles;
            nint inputPlane = PlanePitch(tiles * channels), gradientPlane = PlanePitch(tiles * columns);
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
