using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class SpritesTests
{
    private const int Pixels = Sprites.Side * Sprites.Side;

    [Fact]
    public void All_IsTheGridOfItsFactors()
    {
        RowSource all = Sprites.All();
        (all.Count, all.RowShape).ShouldBe((737_280, new Shape(64, 64)));
        Sprites.Levels.Aggregate((a, b) => a * b).ShouldBe(Sprites.Count);
        Factors(0).ShouldBe([0f, 0.5f, 0, 0, 0]);
        Factors(1).ShouldBe([0f, 0.5f, 0, 0, 1 / 31f]);
        Factors(Sprites.Count - 1).ShouldBe([2f, 1, (float)(2 * Math.PI * 39 / 40), 1, 1]);
    }

    [Fact]
    public void Pictures_AreBinaryAndMoveByAPixel()
    {
        // y runs fastest, then x.
        for (int kind = 0; kind < 3; kind++)
        {
            int row = (((kind * 6) + 5) * 40 * 1024) + (7 * 1024) + (3 * 32) + 4;
            float[] picture = Read(row), lower = Read(row + 1), right = Read(row + 32);
            picture.ShouldAllBe(value => value == 0 || value == 1);
            picture.Sum().ShouldBeGreaterThan(250);
            lower.AsSpan(64).SequenceEqual(picture.AsSpan(0, Pixels - 64)).ShouldBeTrue();
            right.AsSpan(1).SequenceEqual(picture.AsSpan(0, Pixels - 1)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Pictures_AtTheCorners_AreWhole()
    {
        int first = 5 * 40 * 1024;
        float area = Read(first).Sum();
        Read(first + 31).Sum().ShouldBe(area);
        Read(first + (31 * 32)).Sum().ShouldBe(area);
        Read(first + 1023).Sum().ShouldBe(area);
    }

    [Theory]
    [InlineData(0, 1.96)]
    [InlineData(1, 1.885)]
    public void Pictures_OfEverySize_CoverTheirArea(int kind, double unitArea)
    {
        for (int scale = 0; scale < 6; scale++)
        {
            double radius = 15 * (0.5 + (0.1 * scale)), area = unitArea * radius * radius;
            Read(((kind * 6) + scale) * 40 * 1024).Sum().ShouldBe((float)area, 0.1f * (float)area);
        }
    }

    [Fact]
    public void Open_TrainAndTest_ShareNoPictureAndAreFairChoices()
    {
        DataSet train = NamedDataSets.Open("sprites", DataSplit.Train), test = NamedDataSets.Open("sprites", DataSplit.Test);
        (train.Count, test.Count).ShouldBe((720_000, 17_280));
        var seen = new HashSet<int>();
        foreach (DataSet part in (DataSet[])[train, test])
        {
            for (int r = 0; r < part.Count; r++)
            {
                seen.Add(Number(part.Factors.AsSpan(r * 5, 5))).ShouldBeTrue();
            }
        }
        seen.Count.ShouldBe(Sprites.Count);
        train.Labels!.Take(3000).CountBy(label => label).ShouldAllBe(pair => pair.Value > 900);
    }

    [Fact]
    public void Open_Rows_AreThoseOfTheirFactors()
    {
        DataSet test = NamedDataSets.Open("sprites", DataSplit.Test);
        float[] pictures = new float[20 * Pixels];
        test.Rows.Read([.. Enumerable.Range(0, 20)], pictures);
        for (int r = 0; r < 20; r++)
        {
            Span<float> factors = test.Factors.AsSpan(r * 5, 5);
            pictures.AsSpan(r * Pixels, Pixels).SequenceEqual(Read(Number(factors))).ShouldBeTrue();
            test.Labels![r].ShouldBe((int)factors[0]);
        }
        NamedDataSets.Open("sprites", DataSplit.All).Count.ShouldBe(Sprites.Count);
    }

    private static int Number(Span<float> f) =>
        (((((((int)f[0] * 6) + (int)Math.Round((f[1] - 0.5) * 10)) * 40) + (int)Math.Round(f[2] * 40 / (2 * Math.PI))) * 32) + (int)Math.Round(f[3] * 31)) * 32 + (int)Math.Round(f[4] * 31);

    private static float[] Factors(int row)
    {
        float[] factors = new float[5];
        Sprites.FactorsOf(row, factors);
        return factors;
    }

    private static float[] Read(int row)
    {
        float[] picture = new float[Pixels];
        Sprites.All().Read([row], picture);
        return picture;
    }
}
