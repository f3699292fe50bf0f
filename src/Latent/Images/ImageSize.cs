using System.Globalization;

namespace Latent.Images;

/// <summary>How many pixels an image is wide and high.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The longest side that rows are made of.</summary>
    public const int LongestSide = 4096;

    /// <summary>Reads <c>64</c> (a square) or <c>64x48</c> (width and height).</summary>
    public static bool TryParse(string? text, out ImageSize size)
    {
        string[] sides = (text ?? "").Split('x', 'X');
        size = sides.Length is 1 or 2 && Side(sides[0], out int width) && Side(sides[^1], out int height) ? new ImageSize(width, height) : default;
        return size != default;
    }

    /// <summary>Width x height.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width} x {Height}");

    private static bool Side(string text, out int side) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is > 0 and <= LongestSide;
}
