namespace Latent.Tensors;

/// <summary>
/// Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a counter-based generator.
/// Its whole state is a key and a counter, so any position can be jumped to and streams split without overlap. The words
/// of a seed are the same on every machine and for every thread count; normal draws are, too, up to the rounding of the
/// logarithms and cosines that are made of them.
/// </summary>
public sealed class Rng
{
    private const double ToUnit = 1.0 / (1UL << 53);

    /// <summary>The generator of this seed, at its beginning.</summary>
    public Rng(ulong seed)
        : this(Mix(seed), 0)
    {
    }

    private Rng(ulong key, ulong counter)
    {
        Key = key;
        Counter = counter;
    }

    /// <summary>Which stream this is. Streams of different keys are independent.</summary>
    public ulong Key { get; }

    /// <summary>How many blocks of four 32-bit words have been drawn.</summary>
    public ulong Counter { get; private set; }

    /// <summary>A generator at a saved position.</summary>
    public static Rng At(ulong key, ulong counter) => new(key, counter);

    /// <summary>An independent generator, fixed by this one's key and <paramref name="stream"/>; this one does not move.</summary>
    public Rng Split(ulong stream) => new(Mix(Key ^ Mix(stream + 0x9E3779B97F4A7C15UL)), 0);

    /// <summary>An independent generator for a named purpose ("shuffle", "weights"); this one does not move.</summary>
    public Rng Split(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ulong hash = 14695981039346656037UL;
        foreach (char c in purpose)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }
        return Split(hash);
    }

    /// <summary>Sets aside <paramref name="blocks"/> blocks for a caller that computes them itself, and returns the first block's counter.</summary>
    public ulong Reserve(ulong blocks)
    {
        ulong first = Counter;
        Counter += blocks;
        return first;
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        Block(Key, Reserve(1), out uint a, out uint b, out _, out _);
        return ((ulong)b << 32) | a;
    }

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * ToUnit;

    /// <summary>Uniform over 0 .. <paramref name="exclusiveMaximum"/> - 1, without modulo bias.</summary>
    public int Next(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        ulong limit = ulong.MaxValue - (ulong.MaxValue % (ulong)exclusiveMaximum);
        ulong bits;
        do
        {
            bits = NextUInt64();
        }
        while (bits >= limit);
        return (int)(bits % (ulong)exclusiveMaximum);
    }

    /// <summary>A standard normal draw (Box and Muller 1958).</summary>
    public double NextNormal()
    {
        double u = 1 - NextDouble();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The four words at one counter: ten rounds of two 32 x 32 to 64 bit products.</summary>
    public static void Block(ulong key, ulong counter, out uint a, out uint b, out uint c, out uint d)
    {
        uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = 0, c3 = 0;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong p = (ulong)c0 * 0xD2511F53u;
            ulong q = (ulong)c2 * 0xCD9E8D57u;
            c0 = (uint)(q >> 32) ^ c1 ^ k0;
            c1 = (uint)q;
            c2 = (uint)(p >> 32) ^ c3 ^ k1;
            c3 = (uint)p;
            k0 += 0x9E3779B9u;
            k1 += 0xBB67AE85u;
        }
        a = c0;
        b = c1;
        c = c2;
        d = c3;
    }

    /// <summary>The 64-bit finaliser of SplitMix (Steele et al. 2014): neighbouring seeds give unrelated keys.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
