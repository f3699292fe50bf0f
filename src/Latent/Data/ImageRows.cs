using Latent.Images;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>The size and channels that all images of a set are brought to.</summary>
/// <param name="Size">The size.</param>
/// <param name="Channels">1 for grey, 3 for colour.</param>
internal readonly record struct ImageRows(ImageSize Size, int Channels)
{
    /// <summary>Values of a row.</summary>
    public int Length => Size.Width * Size.Height * Channels;

    /// <summary>[height, width], or [height, width, 3].</summary>
    public Shape Shape => Channels == 1 ? new Shape(Size.Height, Size.Width) : new Shape(Size.Height, Size.Width, Channels);

    /// <summary>
    /// What is asked for; else the size that all images share, or, when they differ, the one that most have, shrunk until no side is
    /// longer than <see cref="ImageFolder.UsualSide"/>. Colour unless all are grey.
    /// </summary>
    public static ImageRows Choose(IReadOnlyList<ImageHeader> headers, DataOptions options)
    {
        int channels = options.Channels switch
        {
            ImageChannels.Grey => 1,
            ImageChannels.Colour => 3,
            _ => headers.All(header => header.IsGrey) ? 1 : 3,
        };
        return new ImageRows(options.ImageSize ?? Usual(headers), channels);
    }

    /// <summary>What the images were like, and what was changed to bring them to one form.</summary>
    public IReadOnlyList<string> Notes(IReadOnlyList<ImageHeader> headers)
    {
        var sizes = headers.GroupBy(h => new ImageSize(h.Width, h.Height)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Width).ThenBy(group => group.Key.Height).ToArray();
        string most = string.Join(", ", sizes.Take(5).Select(group => FormattableString.Invariant($"{group.Count()} of {group.Key}")));
        ImageSize size = Size;
        int channels = Channels, resized = headers.Count(h => new ImageSize(h.Width, h.Height) != size), recoloured = headers.Count(h => h.IsGrey != (channels == 1));
        List<string> notes = [sizes.Length > 5 ? FormattableString.Invariant($"{most} and {sizes.Length - 5} other sizes") : most];
        if (resized > 0)
        {
            notes.Add(FormattableString.Invariant($"{resized} of {headers.Count} images were brought to {size}"));
        }
        if (recoloured > 0)
        {
            notes.Add(FormattableString.Invariant($"{recoloured} of {headers.Count} images were made {(channels == 1 ? "grey" : "colour")}"));
        }
        return notes;
    }

    private static ImageSize Usual(IReadOnlyList<ImageHeader> headers)
    {
        var sizes = headers.GroupBy(header => new ImageSize(header.Width, header.Height)).ToArray();
        ImageSize size = sizes.OrderByDescending(group => group.Count()).ThenBy(group => (long)group.Key.Width * group.Key.Height).ThenBy(group => group.Key.Width).First().Key;
        int longest = Math.Max(size.Width, size.Height), limit = sizes.Length == 1 ? ImageSize.LongestSide : ImageFolder.UsualSide;
        return longest <= limit ? size : new ImageSize(Shrunk(size.Width), Shrunk(size.Height));

        int Shrunk(int side) => Math.Max(1, (int)Math.Round((double)side * limit / longest));
    }
}
