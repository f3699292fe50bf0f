namespace Latent.Data;

/// <summary>What channels the rows of an image folder have.</summary>
public enum ImageChannels
{
    /// <summary>Grey if all images are, else colour.</summary>
    Auto,

    /// <summary>One value a pixel: rows <c>[height, width]</c>.</summary>
    Grey,

    /// <summary>Red, green and blue: rows <c>[height, width, 3]</c>.</summary>
    Colour,
}
