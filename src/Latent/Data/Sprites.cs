using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// The data set "sprites": the factor grid of dSprites (Matthey et al. 2017), drawn by Latent itself. Every combination of 3
/// shapes, 6 scales, 40 orientations, 32 columns and 32 rows is one binary picture of 64 x 64: 737,280 in all.
/// </summary>
public static class Sprites
{
    /// <summary>The height and the width of a picture.</summary>
    public const int Side = 64;

    /// <summary>How many pictures there are.</summary>
    public const int Count = Kinds * Scales * Orientations * Places * Places;

    internal const int TestCount = 17_280;

    private const int Kinds = 3;
    private const int Scales = 6;
    private const int Orientations = 40;
    private const int Places = 32;

    // A sprite fits a block of this side, which moves pixel by pixel.
    private const int Block = 32;
    private const float LargestRadius = 15;

    private static readonly Lazy<float[]> s_blocks = new(DrawBlocks);

    /// <summary>What the labels stand for.</summary>
    public static IReadOnlyList<string> KindNames { get; } = ["square", "ellipse", "heart"];

    /// <summary>The columns of the factors: shape 0 .. 2, scale 0.5 .. 1, orientation in radians, 40 steps of a whole turn (clockwise), x and y 0 .. 1 (from the left, from the top).</summary>
    public static IReadOnlyList<string> FactorNames { get; } = ["shape", "scale", "orientation", "x", "y"];

    /// <summary>How many values every factor takes.</summary>
    public static IReadOnlyList<int> Levels { get; } = [Kinds, Scales, Orientations, Places, Places];

    /// <summary>All pictures in the order of the grid, y running fastest; they are drawn as they are read, and nothing is stored.</summary>
    public static RowSource All() => new SpriteRows();

    /// <summary>The factors of a picture.</summary>
    /// <param name="row">Its number in the grid.</param>
    /// <param name="factors">Takes the five of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public static void FactorsOf(int row, Span<float> factors)
    {
        (int kind, int scale, int orientation, int x, int y) = LevelsOf(row);
        factors[4] = y / (Places - 1f);
        factors[3] = x / (Places - 1f);
        factors[2] = (float)(2 * Math.PI * orientation / Orientations);
        factors[1] = ScaleOf(scale);
        factors[0] = kind;
    }

    /// <summary>A part of the pictures, in an order shuffled once and for all: the first of them are a fair choice, too.</summary>
    internal static DataSet Open(DataSplit split)
    {
        Permutation order = new(Count, new Rng(20).Split("sprites"));
        (int first, int count) = split switch
        {
            DataSplit.Train => (0, Count - TestCount),
            DataSplit.Test => (Count - TestCount, TestCount),
            _ => (0, Count),
        };
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
        {
            rows[i] = order[first + i];
        }
        return Of(rows);
    }

    /// <summary>Pictures chosen at random, none twice before all were.</summary>
    internal static DataSet Generate(int count, Rng rng)
    {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++)
        {
            rows[i] = Permutation.ForEpoch(Count, rng, i / Count)[i % Count];
        }
        return Of(rows);
    }

    /// <summary>Draws a picture into zeros.</summary>
    internal static void Draw(int row, Span<float> picture)
    {
        (int kind, int scale, int orientation, int x, int y) = LevelsOf(row);
        ReadOnlySpan<float> block = s_blocks.Value.AsSpan(((((kind * Scales) + scale) * Orientations) + orientation) * Block * Block, Block * Block);
        for (int line = 0; line < Block; line++)
        {
            block.Slice(line * Block, Block).CopyTo(picture[(((y + line) * Side) + x)..]);
        }
    }

    private static DataSet Of(int[] rows)
    {
        float[] factors = new float[rows.Length * FactorNames.Count];
        int[] labels = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            FactorsOf(rows[i], factors.AsSpan(i * FactorNames.Count, FactorNames.Count));
            labels[i] = (int)factors[i * FactorNames.Count];
        }
        return new DataSet("sprites", DataKind.Image, new SelectedRows(All(), rows))
        {
            Labels = labels,
            LabelNames = KindNames,
            FactorNames = FactorNames,
            Factors = factors,
            Minimum = 0,
            Maximum = 1,
        };
    }

    private static (int Kind, int Scale, int Orientation, int X, int Y) LevelsOf(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        (row, int y) = Math.DivRem(row, Places);
        (row, int x) = Math.DivRem(row, Places);
        (row, int orientation) = Math.DivRem(row, Orientations);
        (int kind, int scale) = Math.DivRem(row, Scales);
        return (kind, scale, orientation, x, y);
    }

    private static float ScaleOf(int level) => 0.5f + (0.1f * level);

    /// <summary>Every shape in every size and turn, in the middle of its block: 720 blocks, 3 MB.</summary>
    private static float[] DrawBlocks()
    {
        ReadOnlySpan<int> kinds = [0, 1, 3];
        float[] blocks = new float[Kinds * Scales * Orientations * Block * Block];
        for (int i = 0; i < blocks.Length; i++)
        {
            (int block, int pixel) = Math.DivRem(i, Block * Block);
            (int size, int orientation) = Math.DivRem(block, Orientations);
            (int kind, int scale) = Math.DivRem(size, Scales);
            float radius = LargestRadius * ScaleOf(scale), turn = MathF.Tau * orientation / Orientations;
            float cosine = MathF.Cos(turn), sine = MathF.Sin(turn);
            float x = ((pixel % Block) + 0.5f - (Block / 2f)) / radius, y = ((pixel / Block) + 0.5f - (Block / 2f)) / radius;
            blocks[i] = Shapes.Distance(kinds[kind], (x * cosine) + (y * sine), (y * cosine) - (x * sine)) < 0 ? 1 : 0;
        }
        return blocks;
    }
}
