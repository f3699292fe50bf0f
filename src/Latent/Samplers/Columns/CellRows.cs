using Latent.Data;
using Latent.Tensors;

namespace Latent.Samplers.Columns;

/// <summary>The rows of a table's model as rows of cells.</summary>
internal static class CellRows
{
    private const int AtOnce = 256;

    // One of so many rows is held back to tell when the network knows enough.
    private const int Held = 10;

    /// <summary>One value of all rows, in rising order, without those that are missing.</summary>
    public static float[] Numbers(RowSource rows, int place)
    {
        List<float> numbers = [];
        Read(rows, row =>
        {
            if (!float.IsNaN(row[place]))
            {
                numbers.Add(row[place]);
            }
        });
        numbers.Sort();
        return [.. numbers];
    }

    /// <summary>Choices and numbers of all rows, most to learn from and some to hold back.</summary>
    public static (RowSource Train, RowSource Held) Split(CellCodec codec, RowSource rows, Rng rng)
    {
        int width = 2 * codec.Cells.Count, next = 0;
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        rng.Shuffle<int>(order);
        float[] values = new float[rows.Count * width];
        Read(rows, row =>
        {
            Span<float> own = values.AsSpan(order[next++] * width, width);
            for (int i = 0; i < codec.Cells.Count; i++)
            {
                (int choice, float number) = codec.Read(codec.Cells[i], row);
                (own[2 * i], own[(2 * i) + 1]) = (choice, number);
            }
        });
        int held = Math.Max(1, rows.Count / Held) * width;
        return (new FloatRows(values[held..], new Shape(width)), new FloatRows(values[..held], new Shape(width)));
    }

    private static void Read(RowSource rows, Action<float[]> each)
    {
        int width = rows.RowShape.Length;
        float[] some = new float[AtOnce * width], row = new float[width];
        for (int done = 0; done < rows.Count; done += AtOnce)
        {
            int now = Math.Min(AtOnce, rows.Count - done);
            rows.Read([.. Enumerable.Range(done, now)], some);
            for (int r = 0; r < now; r++)
            {
                some.AsSpan(r * width, width).CopyTo(row);
                each(row);
            }
        }
    }
}
