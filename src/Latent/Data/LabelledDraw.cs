using Latent.Tensors;

namespace Latent.Data;

/// <summary>Draws rows of known class, as many of each class, whatever their shares in the data. Labels of -1 are missing ones.</summary>
public sealed class LabelledDraw
{
    private readonly int[][] _rows;
    private readonly int[] _classes;

    /// <summary>Draws from rows with labels.</summary>
    /// <param name="labels">The class of every row, -1 where it is missing.</param>
    /// <param name="count">How many rows are drawn at a time.</param>
    /// <exception cref="InputException">No row has a label.</exception>
    public LabelledDraw(IReadOnlyList<int>? labels, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Count = count;
        (int Class, int[] Rows)[] classes = [.. ByClass(labels)];
        if (classes.Length == 0)
        {
            throw new InputException("A semi-supervised model learns from rows of which some have labels, and none of these has one; take labelled data, such as a folder with a sub-folder a class.");
        }
        (_classes, _rows) = ([.. classes.Select(c => c.Class)], [.. classes.Select(c => c.Rows)]);
    }

    /// <summary>How many rows are drawn at a time.</summary>
    public int Count { get; }

    /// <summary>Draws rows; every class has the same number, but for the rest of the division, which goes to classes at random.</summary>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="rows">Takes the row numbers: <see cref="Count"/> of them.</param>
    /// <param name="labels">Takes their classes.</param>
    public void Next(Rng rng, Span<int> rows, Span<int> labels)
    {
        ArgumentNullException.ThrowIfNull(rng);
        int first = rng.Next(_rows.Length);
        for (int i = 0; i < Count; i++)
        {
            int which = (first + i) % _rows.Length;
            rows[i] = _rows[which][rng.Next(_rows[which].Length)];
            labels[i] = _classes[which];
        }
    }

    /// <summary>Keeps some labels and hides all others: as many of each class as go, chosen at random.</summary>
    /// <param name="labels">The class of every row, -1 where it is missing.</param>
    /// <param name="count">How many to keep.</param>
    /// <param name="rng">Fixes the choice; it does not move.</param>
    /// <returns>The labels, -1 where they are hidden.</returns>
    /// <exception cref="InputException">There are not so many labels, or fewer are to be kept than there are classes.</exception>
    public static int[] Keep(IReadOnlyList<int>? labels, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        (int Class, int[] Rows)[] classes = [.. ByClass(labels)];
        int present = classes.Sum(c => c.Rows.Length);
        if (count > present)
        {
            throw new InputException($"The recipe's 'data.labels' is to keep {count} labels, and the training rows have {present}; ask for at most {present}, or 0 for all.");
        }
        if (count < classes.Length)
        {
            throw new InputException($"The recipe's 'data.labels' is to keep {count} labels of {classes.Length} classes; keep at least one of each.");
        }
        int[] kept = new int[labels!.Count];
        Array.Fill(kept, -1);
        foreach ((int number, int[] rows) in classes)
        {
            rng.Split((ulong)number).Shuffle(rows.AsSpan());
        }
        for (int round = 0, done = 0; done < count; round++)
        {
            foreach ((int number, int[] rows) in classes.Where(c => round < c.Rows.Length))
            {
                if (done++ < count)
                {
                    kept[rows[round]] = number;
                }
            }
        }
        return kept;
    }

    private static IEnumerable<(int Class, int[] Rows)> ByClass(IReadOnlyList<int>? labels) =>
        Enumerable.Range(0, labels?.Count ?? 0).Where(i => labels![i] >= 0).GroupBy(i => labels![i]).OrderBy(g => g.Key).Select(g => (g.Key, g.ToArray()));
}
