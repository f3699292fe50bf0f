using Latent.Tensors;

namespace Latent.Data;

/// <summary>What the header of an array file promises. Nothing is believed until the data has been seen.</summary>
/// <param name="Kind">How one number is stored.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="Fortran">Whether the first index runs fastest.</param>
/// <param name="Extents">The extents, outermost first.</param>
internal sealed record ArrayLayout(NumberKind Kind, bool BigEndian, bool Fortran, long[] Extents)
{
    /// <summary>How many numbers there are, or null when they would not fit any file.</summary>
    public long? Count
    {
        get
        {
            Int128 count = 1;
            foreach (long extent in Extents)
            {
                count *= extent;
                if (count > long.MaxValue / 8)
                {
                    return null;
                }
            }
            return (long)count;
        }
    }

    /// <summary>The extents in brackets.</summary>
    public string Text => $"[{string.Join(", ", Extents)}]";

    /// <summary>Whether this is one number a row: <c>[n]</c> or <c>[n, 1]</c>.</summary>
    public bool HoldsLabels => Extents.Length == 1 || (Extents.Length == 2 && Extents[1] == 1);

    /// <summary>The shape of one row, everything behind the first extent; a list of numbers is rows of one.</summary>
    /// <exception cref="InputException">The array has no rows, empty ones, or more dimensions or values than a row can have.</exception>
    public Shape RowShape(string name)
    {
        if (Extents.Length == 0)
        {
            throw new InputException($"{name} holds a single number: data has at least one row.");
        }
        if (Extents[0] == 0)
        {
            throw new InputException($"{name} has no rows (its shape is {Text}).");
        }
        if (Extents.Contains(0))
        {
            throw new InputException($"{name} has rows without values (its shape is {Text}).");
        }
        // One dimension stays free for the batch.
        if (Extents.Length > Shape.MaxRank)
        {
            throw new InputException($"{name} has {Extents.Length} dimensions; at most {Shape.MaxRank} can be read.");
        }
        Int128 length = 1;
        foreach (long extent in Extents.AsSpan(1))
        {
            length *= extent;
            if (length > int.MaxValue)
            {
                throw new InputException($"{name} has rows of more than 2147483647 values (its shape is {Text}).");
            }
        }
        if (Extents[0] > int.MaxValue)
        {
            throw new InputException($"{name} has {Extents[0]} rows; at most 2147483647 can be read.");
        }
        return Extents.Length == 1 ? new Shape(1) : new Shape(Array.ConvertAll(Extents[1..], extent => (int)extent));
    }
}
