using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Draws the data set "moving-shapes": films of ten frames, 32 x 32, in which one or two white shapes move evenly, turn, and
/// bounce off the walls. Everything is known: the state of both shapes in the first frame fixes all the others.
/// </summary>
public static class MovingShapes
{
    /// <summary>The height and the width of a frame.</summary>
    public const int Side = Shapes.Side;

    /// <summary>How many frames a film has.</summary>
    public const int Frames = 10;

    private const int MostShapes = 2, State = 8;
    private const float LeastRadius = 4.5f, MostRadius = 7.5f, LeastSpeed = 0.8f, MostSpeed = 2.8f, MostTurn = 0.35f;

    /// <summary>What the labels stand for.</summary>
    public static IReadOnlyList<string> LabelNames { get; } = ["one shape", "two shapes"];

    /// <summary>
    /// The columns of the factors: how many shapes there are, then for each of two the state in the first frame (see
    /// <see cref="MovingShape"/>): kind 0 .. 3, radius, x, y, velocity in x and y, angle, turn. A second shape that is not there
    /// has the kind -1 and zeros.
    /// </summary>
    public static IReadOnlyList<string> FactorNames { get; } =
        ["shapes", .. Enumerable.Range(1, MostShapes).SelectMany(n => new[] { "kind", "radius", "x", "y", "velocity_x", "velocity_y", "angle", "turn" }.Select(name => $"{name}_{n}"))];

    /// <summary>Draws films, row i from a state that only the seed and i fix.</summary>
    public static DataSet Generate(int count, ulong seed) => Generate(count, new Rng(seed));

    /// <summary>Draws films, row i from a state that only the generator's key and i fix; the generator does not move.</summary>
    public static DataSet Generate(int count, Rng rng) => DrawnRows.Generate("moving-shapes", DataKind.Sequence, new Shape(Frames, Side, Side), LabelNames, FactorNames, count, rng, (own, factors, frames) =>
    {
        MovingShape[] shapes = new MovingShape[1 + own.Next(MostShapes)];
        factors[0] = shapes.Length;
        factors[1 + State] = -1;
        for (int i = 0; i < shapes.Length; i++)
        {
            MovingShape drawn = shapes[i] = Random(own);
            ((ReadOnlySpan<float>)[drawn.Kind, drawn.Radius, drawn.X, drawn.Y, drawn.VelocityX, drawn.VelocityY, drawn.Angle, drawn.Turn]).CopyTo(factors[(1 + (i * State))..]);
        }
        Draw(shapes, frames);
        return shapes.Length - 1;
    });

    /// <summary>The shapes of a row, in its first frame, out of its factors.</summary>
    /// <param name="factors">One row of <see cref="DataSet.Factors"/>.</param>
    public static MovingShape[] ShapesOf(ReadOnlySpan<float> factors)
    {
        var shapes = new MovingShape[(int)factors[0]];
        for (int i = 0; i < shapes.Length; i++)
        {
            ReadOnlySpan<float> f = factors.Slice(1 + (i * State), State);
            shapes[i] = new MovingShape((int)f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]);
        }
        return shapes;
    }

    /// <summary>Draws as many frames as there is room for; where shapes overlap the brighter pixel is seen.</summary>
    /// <param name="shapes">The shapes in the first frame.</param>
    /// <param name="frames">Takes whole frames of <see cref="Side"/> squared pixels.</param>
    public static void Draw(ReadOnlySpan<MovingShape> shapes, Span<byte> frames)
    {
        const int frame = Side * Side;
        frames.Clear();
        for (int step = 0; step < frames.Length / frame; step++)
        {
            foreach (MovingShape shape in shapes)
            {
                MovingShape now = shape.After(step, Side);
                Shapes.DrawOver(now.Kind, now.Radius, now.X, now.Y, now.Angle, frames.Slice(step * frame, frame));
            }
        }
    }

    private static MovingShape Random(Rng rng)
    {
        int kind = rng.Next(Shapes.Kinds.Count);
        float radius = rng.Between(LeastRadius, MostRadius), speed = rng.Between(LeastSpeed, MostSpeed);
        float direction = rng.Between(0, 2 * MathF.PI), angle = rng.Between(0, 2 * MathF.PI), turn = rng.Between(-MostTurn, MostTurn);
        var still = new MovingShape(kind, radius, 0, 0, speed * MathF.Cos(direction), speed * MathF.Sin(direction), angle, turn);
        return still with { X = rng.Between(still.Margin, Side - still.Margin), Y = rng.Between(still.Margin, Side - still.Margin) };
    }
}
