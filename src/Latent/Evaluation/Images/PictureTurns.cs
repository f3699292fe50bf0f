using Latent.Pictures;

namespace Latent.Evaluation.Images;

/// <summary>A picture in four positions: square ones turned by quarters (Gidaris et al. 2018), others mirrored either way, or both.</summary>
internal static class PictureTurns
{
    /// <summary>How many positions there are.</summary>
    public const int Count = 4;

    /// <summary>Puts every slice of a row into a position; 0 leaves it as it is.</summary>
    public static void Turn(ReadOnlySpan<float> row, ImageLayout layout, int position, Span<float> turned)
    {
        int height = layout.Height, width = layout.Width, channels = layout.Channels;
        for (int slice = 0; slice < layout.Slices; slice++)
        {
            int start = slice * height * width;
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    (int line, int column) = From(i, j, height, width, position);
                    row.Slice((start + (line * width) + column) * channels, channels).CopyTo(turned[((start + (i * width) + j) * channels)..]);
                }
            }
        }
    }

    private static (int Line, int Column) From(int i, int j, int height, int width, int position) => (position, height == width) switch
    {
        (0, _) => (i, j),
        (1, true) => (j, width - 1 - i),
        (2, true) or (3, false) => (height - 1 - i, width - 1 - j),
        (3, true) => (height - 1 - j, i),
        (1, false) => (i, width - 1 - j),
        _ => (height - 1 - i, j),
    };
}
