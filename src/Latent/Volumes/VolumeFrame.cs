using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>Brings volumes to one size: what is larger is cut at its edges, what is smaller gets black ones, the middle stays in the middle.</summary>
internal static class VolumeFrame
{
    /// <summary>The size that most volumes have; of several, the one that comes first.</summary>
    public static Shape MostCommon(IEnumerable<Shape> sizes) =>
        sizes.GroupBy(size => size).MaxBy(group => group.Count())!.Key;

    /// <summary>Copies a volume into a frame.</summary>
    /// <param name="volume">[depth, height, width].</param>
    /// <param name="size">Its shape.</param>
    /// <param name="frame">[depth, height, width, channels] with this channel to fill.</param>
    /// <param name="frameSize">[depth, height, width] of the frame.</param>
    /// <param name="channel">Which channel to fill.</param>
    /// <param name="channels">How many there are.</param>
    public static void Place(ReadOnlySpan<float> volume, Shape size, Span<float> frame, Shape frameSize, int channel = 0, int channels = 1)
    {
        (int fromZ, int toZ, int depth) = Overlap(size[0], frameSize[0]);
        (int fromY, int toY, int height) = Overlap(size[1], frameSize[1]);
        (int fromX, int toX, int width) = Overlap(size[2], frameSize[2]);
        for (int i = channel; i < frameSize.Length * channels; i += channels)
        {
            frame[i] = 0;
        }
        for (int z = 0; z < depth; z++)
        {
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<float> line = volume.Slice(((((fromZ + z) * size[1]) + fromY + y) * size[2]) + fromX, width);
                int start = ((((toZ + z) * frameSize[1]) + toY + y) * frameSize[2]) + toX;
                for (int x = 0; x < line.Length; x++)
                {
                    frame[((start + x) * channels) + channel] = line[x];
                }
            }
        }
    }

    private static (int From, int To, int Length) Overlap(int from, int to) =>
        from > to ? ((from - to) / 2, 0, to) : (0, (to - from) / 2, from);
}
