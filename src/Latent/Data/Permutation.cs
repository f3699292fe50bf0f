using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// A seeded shuffle of 0 .. n-1 that is computed, not stored: a Feistel network (Luby and Rackoff 1988) permutes the next
/// power of two with an even exponent, and numbers that fall outside are sent through again (Black and Rogaway 2002).
/// A billion rows cost no memory, and a position in an epoch is resumed from the key and one number.
/// </summary>
public readonly struct Permutation
{
    private const int Rounds = 6;

    private readonly ulong _key;
    private readonly int _halfBits;

    private bool IsIdentity { get; init; }

    /// <summary>The permutation of <paramref name="count"/> numbers that this generator's key fixes; the generator does not move.</summary>
    public Permutation(int count, Rng rng)
        : this(count, (rng ?? throw new ArgumentNullException(nameof(rng))).Key)
    {
    }

    private Permutation(int count, ulong key)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = count;
        _key = key;
        // At least 8 bits: over fewer, the network reaches too few of the possible orders.
        _halfBits = 4;
        while (1L << (2 * _halfBits) < count)
        {
            _halfBits++;
        }
    }

    /// <summary>How many numbers are permuted.</summary>
    public int Count { get; }

    /// <summary>The numbers in their own order.</summary>
    public static Permutation Identity(int count) => new(count, 0) { IsIdentity = true };

    /// <summary>The order of one epoch: a permutation of its own for every epoch of one generator.</summary>
    public static Permutation ForEpoch(int count, Rng rng, int epoch)
    {
        ArgumentNullException.ThrowIfNull(rng);
        return new Permutation(count, rng.Split((ulong)epoch).Key);
    }

    /// <summary>The number at a position, 0 .. <see cref="Count"/> - 1.</summary>
    public int this[int position]
    {
        get
        {
            if ((uint)position >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(position), $"A permutation of {Count} has no position {position}.");
            }
            if (IsIdentity)
            {
                return position;
            }
            uint number = (uint)position;
            do
            {
                number = Encrypt(number);
            }
            while (number >= (uint)Count);
            return (int)number;
        }
    }

    private uint Encrypt(uint number)
    {
        uint mask = (1u << _halfBits) - 1;
        uint left = number >> _halfBits, right = number & mask;
        for (uint round = 1; round <= Rounds; round++)
        {
            (left, right) = (right, left ^ (Mix(right, round) & mask));
        }
        return (left << _halfBits) | right;
    }

    private uint Mix(uint half, uint round)
    {
        ulong x = _key ^ (half + ((ulong)round << 32));
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return (uint)(x >> 32);
    }
}
