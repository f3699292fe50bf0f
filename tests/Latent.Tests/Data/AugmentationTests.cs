using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class AugmentationTests
{
    private static readonly Shape s_shape = new(6, 8, 3);

    [Fact]
    public void Apply_Flip_TurnsAboutHalfOfTheRows()
    {
        float[] rows = Rows(400), changed = Applied(rows, new Augmentation { Flip = true });
        int flipped = 0;
        for (int r = 0; r < 400; r++)
        {
            float[] row = rows[(r * 144)..((r + 1) * 144)], after = changed[(r * 144)..((r + 1) * 144)];
            if (!after.SequenceEqual(row))
            {
                flipped++;
                after.ShouldBe(At(row, (x, y) => (7 - x, y)));
            }
        }
        flipped.ShouldBeInRange(160, 240);
    }

    [Theory]
    [InlineData(AugmentationEdge.Extend)]
    [InlineData(AugmentationEdge.Zero)]
    public void Apply_Shift_MovesByWholePixels(AugmentationEdge edge)
    {
        float[] rows = Rows(200), changed = Applied(rows, new Augmentation { Shift = 2, Edge = edge });
        var seen = new HashSet<(int, int)>();
        for (int r = 0; r < 200; r++)
        {
            float[] row = rows[(r * 144)..((r + 1) * 144)], after = changed[(r * 144)..((r + 1) * 144)];
            (int, int)[] moves = [.. from dx in Enumerable.Range(-2, 5) from dy in Enumerable.Range(-2, 5) where after.SequenceEqual(At(row, (x, y) => (x - dx, y - dy), edge)) select (dx, dy)];
            moves.Length.ShouldBe(1);
            seen.Add(moves[0]);
        }
        seen.Count.ShouldBe(25);
    }

    [Fact]
    public void Apply_Mix_BlendsEveryRowWithTheNextAsItWas()
    {
        float[] rows = Rows(50), changed = Applied(rows, new Augmentation { Mix = 0.5 });
        var shares = new List<double>();
        for (int r = 0; r < 50; r++)
        {
            float[] row = rows[(r * 144)..((r + 1) * 144)], after = changed[(r * 144)..((r + 1) * 144)];
            int next = (r + 1) % 50 * 144, widest = Enumerable.Range(0, 144).MaxBy(i => Math.Abs(rows[next + i] - row[i]));
            float share = (after[widest] - row[widest]) / (rows[next + widest] - row[widest]);
            for (int i = 0; i < 144; i++)
            {
                after[i].ShouldBe(row[i] + (share * (rows[next + i] - row[i])), 1e-5);
            }
            shares.Add(share);
        }
        shares.Min().ShouldBeInRange(0, 0.1);
        shares.Max().ShouldBeInRange(0.4, 0.5);
        shares.Average().ShouldBe(0.25, 0.08);
    }

    [Fact]
    public void Apply_Rotation_KeepsTheMeanOfARoundImageAndTurnsALine()
    {
        // A bright point right of the middle goes round on a circle.
        var shape = new Shape(21, 21);
        float[] rows = new float[50 * 441];
        for (int r = 0; r < 50; r++)
        {
            rows[(r * 441) + (10 * 21) + 16] = 1;
        }
        new Augmentation { Rotation = 30 }.Apply(rows, shape, new Rng(3));
        double most = 0;
        for (int r = 0; r < 50; r++)
        {
            double sum = 0, x = 0, y = 0;
            for (int i = 0; i < 441; i++)
            {
                double v = rows[(r * 441) + i];
                (sum, x, y) = (sum + v, x + (v * ((i % 21) - 10)), y + (v * ((i / 21) - 10)));
            }
            sum.ShouldBe(1, 0.5);
            Math.Sqrt((x * x) + (y * y)).ShouldBe(6 * sum, 0.5);
            double angle = Math.Abs(Math.Atan2(y, x) * 180 / Math.PI);
            angle.ShouldBeLessThan(35);
            most = Math.Max(most, angle);
        }
        most.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Apply_Brightness_ScalesAndClips()
    {
        float[] rows = [.. Enumerable.Repeat(0.5f, 100 * 4)];
        new Augmentation { Brightness = 0.2 }.Apply(rows, new Shape(2, 2), new Rng(1));
        rows.ShouldAllBe(v => v >= 0.4f - 1e-6f && v <= 0.6f + 1e-6f);
        rows.Max().ShouldBeGreaterThan(0.55f);
        rows.Min().ShouldBeLessThan(0.45f);
        Enumerable.Range(0, 100).ShouldAllBe(r => rows[4 * r] == rows[(4 * r) + 3]);
        float[] white = [.. Enumerable.Repeat(1f, 400)];
        new Augmentation { Brightness = 0.2 }.Apply(white, new Shape(2, 2), new Rng(1));
        white.Max().ShouldBe(1);
    }

    [Fact]
    public void Apply_SameGenerator_GivesTheSameBitsAndMovesNothing()
    {
        float[] rows = Rows(30);
        var all = new Augmentation { Flip = true, Shift = 2, Rotation = 10, Brightness = 0.1 };
        var rng = new Rng(9);
        float[] first = Applied(rows, all, rng), second = Applied(rows, all, rng);
        second.ShouldBe(first);
        rng.Counter.ShouldBe(0UL);
        Applied(rows, all, rng.Split(1)).ShouldNotBe(first);
        // A row's draws depend on its place alone, not on how many rows come with it.
        float[] few = Applied(rows[..(5 * 144)], all, rng);
        few.ShouldBe(first[..(5 * 144)]);
    }

    [Fact]
    public void Apply_ManyTimes_AllocatesNothing()
    {
        float[] rows = Rows(10);
        var all = new Augmentation { Flip = true, Shift = 2, Rotation = 10, Brightness = 0.1 };
        var rng = new Rng(9);
        all.Apply(rows, s_shape, rng);
        long least = long.MaxValue;
        // The runtime may allocate in one stretch, where it prepares code anew, but not in all.
        for (int stretch = 0; stretch < 3; stretch++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
            {
                all.Apply(rows, s_shape, rng);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        least.ShouldBe(0);
    }

    [Fact]
    public void BatchLoader_Augmented_ChangesWhatIsLoadedAndLeavesTheSource()
    {
        float[] values = Rows(20);
        var source = new FloatRows([.. values], s_shape);
        using var loader = new BatchLoader(source, 20, Preparation.None, Tensors.Backends.Backend.Default) { Augmentation = new Augmentation { Flip = true } };
        loader.Start(Permutation.Identity(20));
        loader.Next(new Rng(4))!.Values.ToArray().ShouldBe(Applied(values, new Augmentation { Flip = true }, new Rng(4)));
        source.Values.ToArray().ShouldBe(values);
    }

    [Theory]
    [InlineData("data.augment.shift", "-1")]
    [InlineData("data.augment.rotation", "200")]
    [InlineData("data.augment.brightness", "2")]
    [InlineData("data.augment.edge", "mirror")]
    [InlineData("data.augment.flop", "true")]
    public void Compose_SettingThatMakesNoSense_IsRefused(string path, string value)
    {
        var schema = new DataSchema("images", DataKind.Image, new Shape(8, 8), 0, 1, EightBit: true);
        Should.Throw<InputException>(() => Recipe.Named("vae").With(path, value).Compose(schema)).Message.ShouldContain(path);
    }

    [Fact]
    public void Compose_Augment_IsTakenForImagesAlone()
    {
        Recipe recipe = Recipe.Named("vae").With("data.augment", "{ flip: true, shift: 2, rotation: 10, brightness: 0.1 }");
        recipe.Compose(new DataSchema("images", DataKind.Image, new Shape(8, 8), 0, 1)).Training.Augmentation
            .ShouldBe(new Augmentation { Flip = true, Shift = 2, Rotation = 10, Brightness = 0.1 });
        Should.Throw<InputException>(() => recipe.Compose(new DataSchema("table", DataKind.Table, new Shape(8)))).Message.ShouldContain("data.augment");
        Recipe.Named("vae").Compose(new DataSchema("images", DataKind.Image, new Shape(8, 8), 0, 1)).Training.Augmentation.ShouldBeNull();
    }

    private static float[] Rows(int count)
    {
        var rng = new Rng(7);
        return [.. Enumerable.Range(0, count * 144).Select(_ => (float)rng.NextDouble())];
    }

    private static float[] Applied(float[] rows, Augmentation augmentation, Rng? rng = null)
    {
        float[] changed = [.. rows];
        augmentation.Apply(changed, s_shape, rng ?? new Rng(2));
        return changed;
    }

    private static float[] At(float[] row, Func<int, int, (int X, int Y)> from, AugmentationEdge edge = AugmentationEdge.Extend)
    {
        float[] moved = new float[row.Length];
        for (int i = 0; i < 48; i++)
        {
            (int x, int y) = from(i % 8, i / 8);
            if (edge == AugmentationEdge.Extend || (x is >= 0 and < 8 && y is >= 0 and < 6))
            {
                row.AsSpan(((Math.Clamp(y, 0, 5) * 8) + Math.Clamp(x, 0, 7)) * 3, 3).CopyTo(moved.AsSpan(i * 3));
            }
        }
        return moved;
    }
}
