using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class ShapesTests
{
    [Fact]
    public void Generate_SameSeed_GivesTheSameRowsForAnyCount()
    {
        DataSet few = Shapes.Generate(5, 3), many = Shapes.Generate(20, 3);
        ((ByteRows)many.Rows).Values[..(5 * 1024)].SequenceEqual(((ByteRows)few.Rows).Values).ShouldBeTrue();
        many.Factors!.AsSpan(0, 25).ToArray().ShouldBe(few.Factors);
        ((ByteRows)Shapes.Generate(5, 4).Rows).Values.SequenceEqual(((ByteRows)few.Rows).Values).ShouldBeFalse();
    }

    [Fact]
    public void Generate_Rows_AreLabelledAndInsideTheFrame()
    {
        DataSet shapes = Shapes.Generate(400, 1);
        shapes.RowShape.ShouldBe(new Shape(32, 32));
        shapes.Labels!.Distinct().Count().ShouldBe(4);
        ReadOnlySpan<byte> pixels = ((ByteRows)shapes.Rows).Values;
        for (int row = 0; row < 400; row++)
        {
            ReadOnlySpan<byte> image = pixels.Slice(row * 1024, 1024);
            image.Contains((byte)255).ShouldBeTrue();
            shapes.Factors![row * 5].ShouldBe(shapes.Labels![row]);
            for (int i = 0; i < 32; i++)
            {
                (image[i] | image[(31 * 32) + i] | image[i * 32] | image[(i * 32) + 31]).ShouldBe(0);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Draw_MovedShape_MovesItsCentreOfMass(int kind)
    {
        (double X, double Y) left = Centre(kind, 0.1f, 0.5f), right = Centre(kind, 0.9f, 0.5f), low = Centre(kind, 0.1f, 0.9f);
        // 0.8 of the 13 pixels that a centre can move.
        (right.X - left.X).ShouldBe(10.4, 0.1);
        (right.Y - left.Y).ShouldBe(0, 0.1);
        (low.Y - left.Y).ShouldBe(5.2, 0.1);
    }

    [Theory]
    [InlineData(0, 1.96)]
    [InlineData(1, 1.885)]
    [InlineData(2, 1.038)]
    public void Draw_Shape_CoversItsArea(int kind, double unitArea)
    {
        byte[] image = new byte[1024];
        Shapes.Draw(kind, 1, 0.3f, 0.4f, 0.6f, image);
        double area = image.Sum(pixel => pixel / 255.0);
        area.ShouldBe(unitArea * 81, 0.02 * unitArea * 81);
    }

    private static (double X, double Y) Centre(int kind, float x, float y)
    {
        byte[] image = new byte[1024];
        Shapes.Draw(kind, 0.8f, 0.7f, x, y, image);
        double mass = image.Sum(pixel => (double)pixel);
        return (image.Select((pixel, i) => (double)pixel * (i % 32)).Sum() / mass, image.Select((pixel, i) => (double)pixel * (i / 32)).Sum() / mass);
    }
}
