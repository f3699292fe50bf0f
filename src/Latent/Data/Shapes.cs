using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Draws the data set "shapes": white squares, ellipses, triangles and hearts on black, 32 x 32, each with its own size, turn
/// and place. Since the factors behind every image are known, it can be measured whether a model finds them.
/// </summary>
public static class Shapes
{
    /// <summary>The height and the width of an image.</summary>
    public const int Side = 32;

    // The largest shape stays inside the frame at every place and turn.
    private const float LargestRadius = 9;
    private const float SmallestScale = 0.5f;
    private const float Margin = LargestRadius + 0.5f;

    /// <summary>What the labels stand for.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["square", "ellipse", "triangle", "heart"];

    /// <summary>The columns of the factors: kind 0 .. 3, scale 0.5 .. 1, rotation in radians 0 .. 2 pi (clockwise), x and y 0 .. 1 (from the left, from the top).</summary>
    public static IReadOnlyList<string> FactorNames { get; } = ["kind", "scale", "rotation", "x", "y"];

    /// <summary>Draws images, row i from factors that only the seed and i fix.</summary>
    public static DataSet Generate(int count, ulong seed) => Generate(count, new Rng(seed));

    /// <summary>Draws images, row i from factors that only the generator's key and i fix; the generator does not move.</summary>
    public static DataSet Generate(int count, Rng rng) => DrawnRows.Generate("shapes", DataKind.Image, new Shape(Side, Side), Kinds, FactorNames, count, rng, (own, factors, image) =>
    {
        int kind = own.Next(Kinds.Count);
        float scale = own.Between(SmallestScale, 1);
        float rotation = (float)(2 * Math.PI * own.NextDouble());
        float x = (float)own.NextDouble(), y = (float)own.NextDouble();
        ((ReadOnlySpan<float>)[kind, scale, rotation, x, y]).CopyTo(factors);
        Draw(kind, scale, rotation, x, y, image);
        return kind;
    });

    /// <summary>Draws one image: a pixel is as bright as the share of it that the shape covers, estimated by the distance to its edge.</summary>
    /// <param name="kind">0 .. 3, see <see cref="Kinds"/>.</param>
    /// <param name="scale">Size, up to 1.</param>
    /// <param name="rotation">Radians, clockwise.</param>
    /// <param name="x">0 .. 1 from the left.</param>
    /// <param name="y">0 .. 1 from the top.</param>
    /// <param name="image"><see cref="Side"/> squared pixels, row major.</param>
    public static void Draw(int kind, float scale, float rotation, float x, float y, Span<byte> image)
    {
        image[..(Side * Side)].Clear();
        float span = Side - (2 * Margin);
        DrawOver(kind, LargestRadius * scale, Margin + (span * x), Margin + (span * y), rotation, image);
    }

    /// <summary>Draws a shape over what is there; where shapes overlap the brighter pixel is seen.</summary>
    /// <param name="kind">0 .. 3, see <see cref="Kinds"/>.</param>
    /// <param name="radius">That of the circle around it, in pixels.</param>
    /// <param name="centreX">Pixels from the left.</param>
    /// <param name="centreY">Pixels from the top.</param>
    /// <param name="rotation">Radians, clockwise.</param>
    /// <param name="image"><see cref="Side"/> squared pixels, row major.</param>
    internal static void DrawOver(int kind, float radius, float centreX, float centreY, float rotation, Span<byte> image)
    {
        float cosine = MathF.Cos(rotation), sine = MathF.Sin(rotation);
        int left = Math.Max(0, (int)(centreX - radius - 1)), right = Math.Min(Side - 1, (int)(centreX + radius + 1));
        int top = Math.Max(0, (int)(centreY - radius - 1)), bottom = Math.Min(Side - 1, (int)(centreY + radius + 1));
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                float dx = (column + 0.5f - centreX) / radius, dy = (row + 0.5f - centreY) / radius;
                // Into the shape's own upright frame, where it fits the unit circle.
                float distance = radius * Distance(kind, (dx * cosine) + (dy * sine), (dy * cosine) - (dx * sine));
                ref byte pixel = ref image[(row * Side) + column];
                pixel = Math.Max(pixel, (byte)((Math.Clamp(0.5f - distance, 0, 1) * 255) + 0.5f));
            }
        }
    }

    /// <summary>The distance of a point to the edge of a shape in the unit circle, negative inside; y points down.</summary>
    internal static float Distance(int kind, float x, float y) => kind switch
    {
        0 => Box(x, y, 0.7f),
        1 => Ellipse(x, y, 1, 0.6f),
        2 => Triangle(x, y),
        3 => Heart(x, y),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), $"There is no shape {kind}: the kinds are 0 to 3."),
    };

    private static float Box(float x, float y, float half)
    {
        float beyondX = Math.Abs(x) - half, beyondY = Math.Abs(y) - half;
        float outside = Norm(Math.Max(beyondX, 0), Math.Max(beyondY, 0));
        return outside + Math.Min(Math.Max(beyondX, beyondY), 0);
    }

    /// <summary>The distance to an ellipse, to first order in it, which is all that an edge of one pixel needs.</summary>
    internal static float Ellipse(float x, float y, float a, float b)
    {
        float level = Norm(x / a, y / b);
        float slope = Norm(x / (a * a), y / (b * b));
        return slope > 0 ? level * (level - 1) / slope : -b;
    }

    // Isosceles, so that every turn of it is different: apex above, base below.
    private static float Triangle(float x, float y)
    {
        const float Base = 0.75f, HalfBase = 0.6f, Apex = -0.98f;
        const float Height = Base - Apex;
        float length = MathF.Sqrt((Height * Height) + (HalfBase * HalfBase));
        float side = ((Math.Abs(x) * Height) - ((y - Apex) * HalfBase)) / length;
        return Math.Max(side, y - Base);
    }

    // A square on its corner and a disc over each of its upper edges.
    private static float Heart(float x, float y)
    {
        const float Half = 0.54f, Drop = 0.2f;
        const float Diagonal = 0.70710678f;
        x = Math.Abs(x);
        y -= Drop;
        float along = (x + y) * Diagonal, across = (x - y) * Diagonal;
        float square = Box(along, across, Half);
        float disc = Norm(along, across - Half) - Half;
        return Math.Min(square, disc);
    }

    /// <summary>The length of a vector.</summary>
    internal static float Norm(float x, float y) => MathF.Sqrt((x * x) + (y * y));
}
