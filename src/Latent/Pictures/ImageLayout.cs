using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Pictures;

/// <summary>How a row's values lie as pictures: one for an image, one a frame of a sequence, one a slice of a volume; channels innermost.</summary>
/// <param name="Slices">How many pictures a row has.</param>
/// <param name="Height">Lines of a picture.</param>
/// <param name="Width">Pixels of a line.</param>
/// <param name="Channels">Values of a pixel.</param>
public sealed record ImageLayout(int Slices, int Height, int Width, int Channels)
{
    /// <summary>The longest side, in pixels, of pictures that are filtered: filters grow with its square.</summary>
    public const int MostFiltered = 4096;

    /// <summary>Whether the pictures are small enough to be filtered.</summary>
    public bool CanBeFiltered => Math.Max(Height, Width) <= MostFiltered;

    /// <summary>How many grey planes a row has: every channel of every slice.</summary>
    public int Planes => Slices * Channels;

    /// <summary>The shorter side of a picture.</summary>
    public int Side => Math.Min(Height, Width);

    /// <summary>The layout of rows of a kind; null if they are no pictures.</summary>
    public static ImageLayout? Of(DataKind kind, Shape rowShape) => (kind, rowShape.Rank) switch
    {
        (DataKind.Image, 2) => new ImageLayout(1, rowShape[0], rowShape[1], 1),
        (DataKind.Image, 3) => new ImageLayout(1, rowShape[0], rowShape[1], rowShape[2]),
        (DataKind.Sequence or DataKind.Volume, 3) => new ImageLayout(rowShape[0], rowShape[1], rowShape[2], 1),
        (DataKind.Sequence or DataKind.Volume, 4) => new ImageLayout(rowShape[0], rowShape[1], rowShape[2], rowShape[3]),
        _ => null,
    };

    /// <summary>Rows as grey planes, those of a row one after the other: [rows, ...] becomes [rows * planes, height, width].</summary>
    public Tensor ToPlanes(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int count = rows.Shape[0];
        return Channels == 1
            ? rows.Reshape(new Shape(count * Slices, Height, Width))
            : rows.Reshape(new Shape(count * Slices, Height, Width, Channels)).Permute(0, 3, 1, 2).Reshape(new Shape(count * Planes, Height, Width));
    }
}
