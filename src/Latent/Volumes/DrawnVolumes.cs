using Latent.Data;
using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>
/// Draws the data set "volumes": in each a solid ellipsoid or a hollow tube, somewhere, in any direction. Since the factors
/// behind every volume are known, it can be measured whether a model finds them.
/// </summary>
public static class DrawnVolumes
{
    /// <summary>The depth, height and width of a volume unless another is asked for.</summary>
    public const int UsualSide = 24;

    /// <summary>The smallest and the largest side that bodies are drawn well in.</summary>
    public const int LeastSide = 16, MostSide = 32;

    // Lengths are shares of the side, so that the same body is drawn at every size.
    private const float LeastLength = 0.2f, MostLength = 0.3f, LeastRadius = 0.11f, MostRadius = 0.19f;
    private const float WallShare = 0.45f, LeastBrightness = 0.6f;

    /// <summary>What the labels stand for.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["ellipsoid", "tube"];

    /// <summary>
    /// The columns of the factors: kind 0 or 1; half the length and the radius as shares of the side; the axis as inclination
    /// 0 .. pi / 2 from z and turn 0 .. 2 pi around it; x, y and z 0 .. 1 between the walls; brightness 0.6 .. 1.
    /// </summary>
    public static IReadOnlyList<string> FactorNames { get; } = ["kind", "length", "radius", "inclination", "turn", "x", "y", "z", "brightness"];

    /// <summary>Draws volumes, row i from factors that only the seed and i fix.</summary>
    public static DataSet Generate(int count, ulong seed, int side = UsualSide) => Generate(count, new Rng(seed), side);

    /// <summary>Draws volumes, row i from factors that only the generator's key and i fix; the generator does not move.</summary>
    public static DataSet Generate(int count, Rng rng, int side = UsualSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, LeastSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, MostSide);
        return DrawnRows.Generate("volumes", DataKind.Volume, new Shape(side, side, side), Kinds, FactorNames, count, rng, (own, factors, volume) =>
        {
            Random(own, factors);
            Draw(factors, side, volume);
            return (int)factors[0];
        });
    }

    /// <summary>Draws one volume: a voxel is as bright as the share of it that the body covers, estimated by the distance to its surface.</summary>
    /// <param name="factors">See <see cref="FactorNames"/>.</param>
    /// <param name="side">Depth, height and width.</param>
    /// <param name="volume">[depth, height, width]; z, y, x in the factors' words.</param>
    public static void Draw(ReadOnlySpan<float> factors, int side, Span<byte> volume)
    {
        bool tube = factors[0] == 1;
        float length = factors[1] * side, radius = factors[2] * side;
        (float sine, float cosine) = MathF.SinCos(factors[3]);
        (float turnSine, float turnCosine) = MathF.SinCos(factors[4]);
        float axisX = sine * turnCosine, axisY = sine * turnSine, axisZ = cosine;
        // No body leaves the frame, whichever way it points.
        float margin = Shapes.Norm(length, radius) + 1, span = side - (2 * margin);
        float centreX = margin + (span * factors[5]), centreY = margin + (span * factors[6]), centreZ = margin + (span * factors[7]);
        for (int i = 0; i < side * side * side; i++)
        {
            float dx = (i % side) + 0.5f - centreX, dy = (i / side % side) + 0.5f - centreY, dz = (i / side / side) + 0.5f - centreZ;
            float square = (dx * dx) + (dy * dy) + (dz * dz);
            if (square > margin * margin)
            {
                volume[i] = 0;
                continue;
            }
            float along = (dx * axisX) + (dy * axisY) + (dz * axisZ), across = MathF.Sqrt(Math.Max(0, square - (along * along)));
            float distance = tube ? Tube(along, across, length, radius) : Shapes.Ellipse(along, across, length, radius);
            volume[i] = (byte)((Math.Clamp(0.5f - distance, 0, 1) * factors[8] * 255) + 0.5f);
        }
    }

    private static float Tube(float along, float across, float length, float radius)
    {
        float wall = radius * WallShare / 2;
        return Math.Max(Math.Abs(across - radius + wall) - wall, Math.Abs(along) - length);
    }

    private static void Random(Rng rng, Span<float> factors)
    {
        factors[0] = rng.Next(Kinds.Count);
        factors[1] = rng.Between(LeastLength, MostLength);
        factors[2] = rng.Between(LeastRadius, MostRadius);
        // Evenly over the half sphere: an axis has no front.
        factors[3] = MathF.Acos((float)rng.NextDouble());
        factors[4] = rng.Between(0, 2 * MathF.PI);
        for (int i = 5; i < 8; i++)
        {
            factors[i] = (float)rng.NextDouble();
        }
        factors[8] = rng.Between(LeastBrightness, 1);
    }
}
