using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Convolution without gathering: a picture is copied between zeros, and the register block reads windows where they lie,
/// one line of taps after the other. Neighbouring positions are rows at a constant distance, so it takes the positions of
/// one line of results at a time; it pays where those are enough to fill the registers.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Fewer positions a line would leave the multipliers waiting for their own results.
    private const int LeastPositions = 6;

    // Floats of a picture between its zeros: more would not stay in the second-level cache.
    private const int PictureFloats = 96 * 1024;

    /// <summary>Whether windows are better read where they lie.</summary>
    private static bool SuitsPictures(in Window window, int columns)
    {
        Extents surrounded = window.Surrounded;
        return window.IsDense && window.Taps.Volume > 0 && window.Positions.Width >= Math.Min(LeastPositions, TVector.KernelRows)
            && (long)surrounded.Volume * window.Pitch <= PictureFloats && (long)window.Width * columns <= StreamedWeights;
    }

    private void SlideOverPictures(in SlideJob slide)
    {
        SlideJob job = slide;
        pool.Run(job.Window.Rows, &SlidePicture, &job);
    }

    /// <summary>Rows of a register block for lines of this many positions: as equal as can be, so that none is nearly empty.</summary>
    private static int RowsAtOnce(int positions)
    {
        int blocks = (positions + TVector.KernelRows - 1) / TVector.KernelRows;
        return (positions + blocks - 1) / blocks;
    }

    private static void SlidePicture(void* state, int row)
    {
        var job = (SlideJob*)state;
        ref Window window = ref job->Window;
        ref Product product = ref job->Product;
        ref Raster raster = ref job->Raster;
        Extents surrounded = window.Surrounded, before = window.Before, positions = window.Positions;
        float* picture = Surround(window, row);
        int pitch = window.Pitch, block = RowsAtOnce(positions.Width), line = window.Taps.Width * pitch, columns = product.Columns;
        nint width = (nint)surrounded.Width * pitch, cRow = (nint)raster.Step.Width * raster.Pitch;
        for (int j = 0; j < columns; j += PanelWidth)
        {
            int wide = Math.Min(PanelWidth, columns - j), vectors = wide > TVector.Count ? 2 : 1;
            for (int place = 0; place < positions.Depth * positions.Height; place++)
            {
                int d = place / positions.Height, h = place % positions.Height;
                float* a = picture + ((((((nint)d * window.Step.Depth) + window.First.Depth + before.Depth) * surrounded.Height) + (h * window.Step.Height) + window.First.Height + before.Height) * width) + ((window.First.Width + before.Width) * pitch);
                int od = (d * raster.Step.Depth) + raster.First.Depth, oh = (h * raster.Step.Height) + raster.First.Height;
                float* c = raster.Target + (((((((long)row * raster.Extents.Depth) + od) * raster.Extents.Height) + oh) * raster.Extents.Width) + raster.First.Width) * raster.Pitch + j;
                for (int w = 0; w < positions.Width; w += block)
                {
                    int rows = Math.Min(block, positions.Width - w);
                    float* b = product.B + (j / PanelWidth * product.PanelStep), tile = c + (w * cRow), source = a + (w * window.Step.Width * pitch);
                    for (int kd = 0; kd < window.Taps.Depth; kd++)
                    {
                        bool last = kd == window.Taps.Depth - 1, fromC = kd > 0 || job->Accumulate;
                        float* start = fromC ? tile : product.Bias == null ? null : product.Bias + j;
                        RegisterBlocks<TVector>.Of(rows, vectors)(
                            line, window.Taps.Height, (window.TapStep.Height * width) - line, null, source, window.Step.Width * pitch, 1, b, PanelWidth, tile, cRow, start, fromC ? cRow : 0, wide, product.Clamp && last);
                        if (last && product.Activation != null)
                        {
                            product.Activation(tile, cRow, rows, wide);
                        }
                        source += window.TapStep.Depth * surrounded.Height * width;
                        b += (nint)window.Taps.Height * line * PanelWidth;
                    }
                }
            }
        }
    }

    /// <summary>A picture between zeros, in this thread's memory.</summary>
    private static float* Surround(in Window window, int row)
    {
        Extents surrounded = window.Surrounded;
        int floats = surrounded.Volume * window.Pitch;
        float* picture = Scratch.Gathered(0, floats + HostStorage.Margin);
        if (surrounded != window.Extents)
        {
            new Span<float>(picture, floats).Clear();
        }
        window.CopyInto(row, picture);
        return picture;
    }

    /// <summary>One part of the pictures for the gradient of the weights: rows are taps, steps are positions.</summary>
    private static void CorrelatePictures(void* state, int chunk)
    {
        var job = (CorrelateJob*)state;
        ref Window window = ref job->Window;
        Extents surrounded = window.Surrounded, before = window.Before, positions = window.Positions, taps = window.Taps;
        int first = chunk * job->Positions, last = Math.Min(first + job->Positions, window.Rows), columns = job->Product.Columns, pitch = window.Pitch;
        int line = taps.Width * pitch, block = RowsAtOnce(line), places = positions.Height * positions.Width;
        nint width = (nint)surrounded.Width * pitch, aStep = (nint)window.Step.Width * pitch, jump = (window.Step.Height * width) - (positions.Width * aStep);
        float* target = job->Product.C + ((nint)chunk * job->PartialStep);
        bool accumulate = job->Product.Accumulate;
        for (int row = first; row < last; row++)
        {
            float* picture = Surround(window, row);
            for (int d = 0; d < positions.Depth; d++)
            {
                float* values = job->Values + (((nint)row * positions.Depth) + d) * places * job->ValuePitch;
                for (int place = 0; place < taps.Depth * taps.Height; place++)
                {
                    int kd = place / taps.Height, kh = place % taps.Height;
                    float* a = picture + ((((((nint)d * window.Step.Depth) + window.First.Depth + before.Depth + ((nint)kd * window.TapStep.Depth)) * surrounded.Height) + window.First.Height + before.Height + (kh * window.TapStep.Height)) * width) + ((window.First.Width + before.Width) * pitch);
                    float* c = target + ((nint)place * line * job->Product.CRow);
                    for (int r = 0; r < line; r += block)
                    {
                        int rows = Math.Min(block, line - r);
                        for (int j = 0; j < columns; j += PanelWidth)
                        {
                            int wide = Math.Min(PanelWidth, columns - j);
                            float* tile = c + (r * job->Product.CRow) + j;
                            RegisterBlocks<TVector>.Of(rows, wide > TVector.Count ? 2 : 1)(
                                positions.Width, positions.Height, jump, null, a + r, 1, aStep, values + j, job->ValuePitch, tile, job->Product.CRow, accumulate ? tile : null, job->Product.CRow, wide, false);
                        }
                    }
                }
                accumulate = true;
            }
        }
    }
}
