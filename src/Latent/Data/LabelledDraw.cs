using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Draws rows of known label, as many of each class, whatever their shares in the data, unless told otherwise; rows with a number to be told
/// (<see cref="RowSource.Targets"/>) are all alike. Labels of -1, and numbers that are none, are missing ones.
/// </summary>
public sealed class LabelledDraw
{
    private readonly int[][] _groups;

    /// <summary>Draws from rows with labels.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many rows are drawn at a time.</param>
    /// <param name="balanced">Whether as many are drawn of each class; else every row is as likely.</param>
    /// <exception cref="InputException">No row has a label.</exception>
    public LabelledDraw(RowSource rows, int count, bool balanced = true)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Count = count;
        _groups = balanced ? Groups(rows) : Groups(rows) is { Length: > 1 } groups ? [[.. groups.SelectMany(group => group)]] : Groups(rows);
        if (_groups.Length == 0)
        {
            throw new InputException("A semi-supervised model learns from rows of which some have labels, and none of these has one; take labelled data, such as a folder with a sub-folder a class.");
        }
    }

    /// <summary>How many rows are drawn at a time.</summary>
    public int Count { get; }

    /// <summary>Draws rows; every class has the same number, but for the rest of the division, which goes to classes at random.</summary>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="rows">Takes the row numbers: <see cref="Count"/> of them.</param>
    public void Next(Rng rng, Span<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rng);
        int first = rng.Next(_groups.Length);
        for (int i = 0; i < Count; i++)
        {
            int[] group = _groups[(first + i) % _groups.Length];
            rows[i] = group[rng.Next(group.Length)];
        }
    }

    /// <summary>Keeps some labels and hides all others: as many of each class as go, chosen at random.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many labels to keep; 0 hides all.</param>
    /// <param name="rng">Fixes the choice; it does not move.</param>
    /// <returns>The same rows, the labels -1 (numbers: not a number) where they are hidden.</returns>
    /// <exception cref="InputException">There are not so many labels, or fewer are to be kept than there are classes.</exception>
    public static RowSource Keep(RowSource rows, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(rng);
        int[] kept = count == 0 ? [] : Kept(Groups(rows), count, rng);
        if (rows.Targets is { } targets)
        {
            float[] left = new float[rows.Count];
            Array.Fill(left, float.NaN);
            Array.ForEach(kept, row => left[row] = targets[row]);
            return rows.WithTargets(left);
        }
        int[] labels = new int[rows.Count];
        Array.Fill(labels, -1);
        Array.ForEach(kept, row => labels[row] = rows.Labels![row]);
        return rows.WithLabels(labels);
    }

    /// <summary>The rows whose labels are kept: in turn one of each group.</summary>
    private static int[] Kept(int[][] groups, int count, Rng rng)
    {
        int present = groups.Sum(rows => rows.Length);
        if (count > present)
        {
            throw new InputException($"The recipe's 'data.labels' is to keep {count} labels, and the training rows have {present}; ask for at most {present}, or 0 for all.");
        }
        if (count < groups.Length)
        {
            throw new InputException($"The recipe's 'data.labels' is to keep {count} labels of {groups.Length} classes; keep at least one of each.");
        }
        for (int i = 0; i < groups.Length; i++)
        {
            rng.Split((ulong)i).Shuffle(groups[i].AsSpan());
        }
        return [.. Enumerable.Range(0, groups.Max(rows => rows.Length)).SelectMany(round => groups.Where(rows => round < rows.Length).Select(rows => rows[round])).Take(count)];
    }

    /// <summary>The rows of every class, or all that have a number.</summary>
    private static int[][] Groups(RowSource rows)
    {
        IEnumerable<int> all = Enumerable.Range(0, rows.Count);
        return rows.Targets is { } targets
            ? [.. all.Where(i => !float.IsNaN(targets[i])).GroupBy(_ => 0).Select(g => g.ToArray())]
            : rows.Labels is { } labels ? [.. all.Where(i => labels[i] >= 0).GroupBy(i => labels[i]).OrderBy(g => g.Key).Select(g => g.ToArray())] : [];
    }
}
