using Latent.Data;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Tests.Pictures;

public sealed class RowPicturesTests
{
    [Fact]
    public void Grid_Sequence_StandsItsFramesSideBySide()
    {
        // Two frames of 1 x 2 with a gap of one between them.
        var pictures = new RowPictures(Unit(DataKind.Sequence, 2, 1, 2));
        Picture picture = pictures.Grid([0, 0.2f, 0.4f, 1], 1);
        int scale = picture.Height / 3;
        (picture.Width, picture.Height).ShouldBe((7 * scale, 3 * scale));
        Enumerable.Range(0, 5).Select(i => (int)picture[scale + (i * scale), scale][0]).ShouldBe([0, 51, 128, 102, 255]);
        pictures.CanAnimate.ShouldBeTrue();
    }

    [Fact]
    public void Grid_ColourSequence_KeepsItsColours()
    {
        Picture picture = new RowPictures(Unit(DataKind.Sequence, 2, 1, 1, 3)).Grid([1, 0, 0, 0, 0, 1], 1);
        int scale = picture.Height / 3;
        picture[scale, scale].ToArray().ShouldBe([255, 0, 0]);
        picture[3 * scale, scale].ToArray().ShouldBe([0, 0, 255]);
    }

    [Fact]
    public void Grid_Volume_ShowsItsThreeMiddleSlices()
    {
        const int depth = 2, height = 3, width = 4;
        float[] volume = [.. Enumerable.Range(0, depth * height * width).Select(i => i / 255f)];
        var pictures = new RowPictures(Unit(DataKind.Volume, depth, height, width));
        (pictures.CanDraw, pictures.CanAnimate).ShouldBe((true, false));
        Picture picture = pictures.Grid(volume, 1);
        int scale = picture.Height / (height + 2);
        picture.Width.ShouldBe(((2 * width) + height + 2 + 2) * scale);
        int At(int x, int y) => picture[(1 + x) * scale, (1 + y) * scale][0];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                At(x, y).ShouldBe((1 * 12) + (y * 4) + x);
                At(width + 1 + x, y).ShouldBe(y < depth ? (y * 12) + (1 * 4) + x : 128);
            }
            for (int x = 0; x < height; x++)
            {
                At((2 * width) + 2 + x, y).ShouldBe(y < depth ? (y * 12) + (x * 4) + 2 : 128);
            }
        }
        At(width, 0).ShouldBe(128);
    }

    [Fact]
    public void Film_Sequences_ShowsOneFrameOfEachAtATime()
    {
        var pictures = new RowPictures(Unit(DataKind.Sequence, 3, 1, 1));
        Animation film = pictures.Film([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], 2);
        film.Frames.Count.ShouldBe(3);
        int scale = film.Frames[0].Height / 3;
        int[][] shades = [.. film.Frames.Select(frame => new[] { (int)frame[scale, scale][0], frame[3 * scale, scale][0] })];
        shades[0].ShouldBe([0, 153]);
        shades[1].ShouldBe([51, 204]);
        shades[2].ShouldBe([102, 255]);
        Animation pairs = pictures.FilmPairs([0, 0.2f, 0.4f], [0.6f, 0.8f, 1], 1);
        pairs.Frames[2][scale, scale][0].ShouldBe((byte)102);
        pairs.Frames[2][scale, 3 * scale][0].ShouldBe((byte)255);
    }

    [Fact]
    public void Film_OtherRows_AreRefused()
    {
        var pictures = new RowPictures(Unit(DataKind.Image, 2, 2));
        pictures.CanAnimate.ShouldBeFalse();
        Should.Throw<InputException>(() => pictures.Film(new float[4])).Message.ShouldContain("[2, 2]");
    }

    [Fact]
    public void Pairs_Volumes_StandsThemAboveEachOther()
    {
        Picture picture = new RowPictures(Unit(DataKind.Volume, 1, 1, 1)).Pairs([0.2f], [0.8f]);
        int scale = picture.Height / 5;
        picture[scale, scale][0].ShouldBe((byte)51);
        picture[scale, 3 * scale][0].ShouldBe((byte)204);
    }

    private static DataSchema Unit(DataKind kind, params int[] shape) => new("x", kind, new Shape(shape), 0, 1);
}
