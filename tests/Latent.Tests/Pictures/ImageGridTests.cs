using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Tests.Pictures;

public sealed class ImageGridTests
{
    [Fact]
    public void Render_GreyImages_PutsEachValueInItsPlace()
    {
        // Three images of 2 x 1 in two columns, doubled: cells of 4 x 2 pixels with gaps of 2.
        Picture picture = ImageGrid.Render([0, 1, 0.5f, -3, 7, float.NaN], new Shape(1, 2), columns: 2, scale: 2);
        (picture.Width, picture.Height, picture.Channels).ShouldBe((2 + 4 + 2 + 4 + 2, 2 + 2 + 2 + 2 + 2, 1));
        Shade(picture, 2, 2).ShouldBe(0);
        Shade(picture, 3, 3).ShouldBe(0);
        Shade(picture, 4, 2).ShouldBe(255);
        Shade(picture, 5, 3).ShouldBe(255);
        Shade(picture, 8, 2).ShouldBe(128);
        Shade(picture, 10, 2).ShouldBe(0);
        Shade(picture, 2, 6).ShouldBe(255);
        Shade(picture, 4, 6).ShouldBe(0);
        foreach ((int x, int y) in new[] { (0, 0), (1, 2), (6, 2), (7, 3), (13, 9), (2, 4), (8, 6) })
        {
            Shade(picture, x, y).ShouldBe(128);
        }
    }

    [Fact]
    public void Render_ColourImages_ReadsChannelsLast()
    {
        Picture picture = ImageGrid.Render([1, 0, 0, 0, 1, 0.2f], new Shape(1, 2, 3), columns: 1, scale: 1);
        picture.Channels.ShouldBe(3);
        picture[1, 1].ToArray().ShouldBe([255, 0, 0]);
        picture[2, 1].ToArray().ShouldBe([0, 255, 51]);
        Picture clear = ImageGrid.Render([1, 0, 0, 0.4f], new Shape(1, 1, 4), columns: 1, scale: 1);
        clear.Channels.ShouldBe(4);
        clear[1, 1].ToArray().ShouldBe([255, 0, 0, 102]);
    }

    [Theory]
    [InlineData(8, 7)]
    [InlineData(28, 2)]
    [InlineData(64, 1)]
    [InlineData(1, 16)]
    public void Render_NoScaleGiven_ChoosesOneThatCanBeSeen(int side, int scale) =>
        ImageGrid.Render(new float[side * side], new Shape(side, side, 1)).Width.ShouldBe((side * scale) + (2 * scale));

    [Theory]
    [InlineData(9, 3, 3)]
    [InlineData(10, 4, 3)]
    [InlineData(2, 2, 1)]
    public void Render_NoColumnsGiven_IsAboutSquare(int count, int columns, int lines)
    {
        Picture picture = ImageGrid.Render(new float[count * 16], new Shape(4, 4), scale: 1);
        (picture.Width, picture.Height).ShouldBe(((columns * 5) + 1, (lines * 5) + 1));
    }

    [Fact]
    public void Render_Vectors_ColoursFromTheLeastToTheGreatest()
    {
        Picture picture = ImageGrid.Render([-10, 30, 10, 30], new Shape(2), scale: 5);
        (picture.Width, picture.Height, picture.Channels).ShouldBe((12, 13, 3));
        At(picture, 1, 1).ShouldBe(ColourMap.Amount(0));
        At(picture, 10, 5).ShouldBe(ColourMap.Amount(1));
        At(picture, 5, 7).ShouldBe(ColourMap.Amount(0.5));
    }

    [Fact]
    public void RenderPairs_TwoLines_AlternatesOriginalsAndReconstructions()
    {
        Picture picture = ImageGrid.RenderPairs([0, 0.2f, 0.4f, 0.6f], [1, 0.8f, 1, 0.8f], new Shape(1, 1), columns: 2, scale: 1);
        (picture.Width, picture.Height).ShouldBe((5, 9));
        int[] shades = [.. new[] { (1, 1), (3, 1), (1, 3), (3, 3), (1, 5), (3, 5), (1, 7), (3, 7) }.Select(p => Shade(picture, p.Item1, p.Item2))];
        shades.ShouldBe([0, 51, 255, 204, 102, 153, 255, 204]);
    }

    [Theory]
    [InlineData(2, 4, 5)]
    [InlineData(3, 4, 4, 4)]
    public void Render_ShapeThatIsNoImage_NamesTheShape(params int[] extents)
    {
        var shape = new Shape(extents);
        Should.Throw<InputException>(() => ImageGrid.Render(new float[shape.Length], shape)).Message.ShouldContain(shape.ToString());
    }

    [Fact]
    public void Render_PartsOfARow_Throws() =>
        Should.Throw<ArgumentException>(() => ImageGrid.Render(new float[5], new Shape(2, 2)));

    [Fact]
    public void Amount_FromDarkToLight_RisesEvenly()
    {
        double[] luminance = [.. Enumerable.Range(0, 256).Select(i => ColourMap.Amount(i / 255.0)).Select(c => (0.2126 * c.Red) + (0.7152 * c.Green) + (0.0722 * c.Blue))];
        for (int i = 8; i < luminance.Length; i += 8)
        {
            (luminance[i] - luminance[i - 8]).ShouldBeInRange(1, 14);
        }
        ColourMap.Amount(double.NaN).ShouldBe(ColourMap.Neutral);
        ColourMap.Amount(7).ShouldBe(ColourMap.Amount(1));
    }

    [Fact]
    public void Category_TenAndMore_AreDistinctThenRepeat()
    {
        Enumerable.Range(0, ColourMap.CategoryCount).Select(ColourMap.Category).Distinct().Count().ShouldBe(10);
        ColourMap.Category(10).ShouldBe(ColourMap.Category(0));
        ColourMap.Category(-1).ShouldBe(ColourMap.Neutral);
        ColourMap.Category(0).ToString().ShouldBe("#3b6fd4");
    }

    private static int Shade(Picture picture, int x, int y) => picture[x, y][0];

    private static Colour At(Picture picture, int x, int y) => new(picture[x, y][0], picture[x, y][1], picture[x, y][2]);
}
