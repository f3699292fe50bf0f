using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class MovingShapesTests
{
    private const int Frame = MovingShapes.Side * MovingShapes.Side;

    [Fact]
    public void Generate_SameSeed_GivesTheSameRowsForAnyCount()
    {
        DataSet few = MovingShapes.Generate(4, 3), many = MovingShapes.Generate(12, 3);
        ((ByteRows)many.Rows).Values[..(4 * 10 * Frame)].SequenceEqual(((ByteRows)few.Rows).Values).ShouldBeTrue();
        many.Factors!.AsSpan(0, 4 * 17).ToArray().ShouldBe(few.Factors);
        ((ByteRows)MovingShapes.Generate(4, 4).Rows).Values.SequenceEqual(((ByteRows)few.Rows).Values).ShouldBeFalse();
    }

    [Fact]
    public void Generate_Rows_HoldOneOrTwoShapesInsideTheFrame()
    {
        DataSet films = MovingShapes.Generate(200, 1);
        (films.Kind, films.RowShape).ShouldBe((DataKind.Sequence, new Shape(10, 32, 32)));
        films.Labels!.Distinct().Order().ShouldBe([0, 1]);
        ReadOnlySpan<byte> pixels = ((ByteRows)films.Rows).Values;
        for (int frame = 0; frame < 2000; frame++)
        {
            ReadOnlySpan<byte> image = pixels.Slice(frame * Frame, Frame);
            image.Contains((byte)255).ShouldBeTrue();
            for (int i = 0; i < 32; i++)
            {
                (image[i] | image[(31 * 32) + i] | image[i * 32] | image[(i * 32) + 31]).ShouldBeLessThan(130);
            }
        }
    }

    [Fact]
    public void Factors_DrawnAgain_GiveTheFilm()
    {
        DataSet films = MovingShapes.Generate(30, 2);
        byte[] film = new byte[10 * Frame];
        for (int row = 0; row < 30; row++)
        {
            MovingShape[] shapes = MovingShapes.ShapesOf(films.Factors!.AsSpan(row * 17, 17));
            shapes.Length.ShouldBe(films.Labels![row] + 1);
            MovingShapes.Draw(shapes, film);
            film.AsSpan().SequenceEqual(((ByteRows)films.Rows).Values.Slice(row * film.Length, film.Length)).ShouldBeTrue();
        }
    }

    [Fact]
    public void After_Frames_FollowsTheStepsAndBounces()
    {
        var shape = new MovingShape(0, 5, 10.3f, 20.1f, 2.5f, -1.5f, 0.3f, 0.1f);
        MovingShape stepped = shape;
        int bounces = 0;
        for (int frame = 1; frame <= 60; frame++)
        {
            // A wall that is reached within a step turns the speed there.
            (float x, float vx) = Step(stepped.X, stepped.VelocityX, 5.5f, 26.5f);
            (float y, float vy) = Step(stepped.Y, stepped.VelocityY, 5.5f, 26.5f);
            bounces += vx != stepped.VelocityX || vy != stepped.VelocityY ? 1 : 0;
            stepped = stepped with { X = x, Y = y, VelocityX = vx, VelocityY = vy };
            MovingShape direct = shape.After(frame, 32);
            direct.X.ShouldBe(stepped.X, 1e-3);
            direct.Y.ShouldBe(stepped.Y, 1e-3);
            direct.VelocityX.ShouldBe(stepped.VelocityX);
            direct.VelocityY.ShouldBe(stepped.VelocityY);
            direct.Angle.ShouldBe(0.3f + (0.1f * frame), 1e-4);
        }
        bounces.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Draw_MovingShape_MovesItsCentreOfMass()
    {
        byte[] film = new byte[5 * Frame];
        MovingShapes.Draw([new MovingShape(1, 6, 10, 12, 2, 1, 0.4f, 0.2f)], film);
        for (int time = 0; time < 5; time++)
        {
            byte[] image = film[(time * Frame)..((time + 1) * Frame)];
            double mass = image.Sum(pixel => (double)pixel);
            (image.Select((pixel, i) => pixel * ((i % 32) + 0.5)).Sum() / mass).ShouldBe(10 + (2 * time), 0.05);
            (image.Select((pixel, i) => pixel * ((i / 32) + 0.5)).Sum() / mass).ShouldBe(12 + time, 0.05);
        }
    }

    private static (float Place, float Velocity) Step(float place, float velocity, float low, float high)
    {
        float next = place + velocity;
        return next < low ? ((2 * low) - next, -velocity) : next > high ? ((2 * high) - next, -velocity) : (next, velocity);
    }
}
