namespace Latent.Tensors.Backends.Cpu.Vectors;

/// <summary>
/// One rung of the SIMD ladder. A kernel is written once over <typeparamref name="TSelf"/>, and the JIT compiles it for
/// each width with every call inlined: <see cref="Vector512Lanes"/>, <see cref="Vector256Lanes"/>,
/// <see cref="Vector128Lanes"/> and <see cref="ScalarLane"/>.
/// </summary>
internal unsafe interface IVector<TSelf>
    where TSelf : unmanaged, IVector<TSelf>
{
    /// <summary>Lanes: how many floats one value holds.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of two vectors each that a matrix-product kernel can accumulate without spilling registers.</summary>
    static abstract int KernelRows { get; }

    static abstract TSelf Load(float* p);

    /// <summary>Loads the first <paramref name="count"/> lanes; the others are zero and are not read.</summary>
    static abstract TSelf LoadPartial(float* p, int count);

    /// <summary>x with all but its first <paramref name="count"/> lanes zero.</summary>
    static abstract TSelf FirstLanes(TSelf x, int count);

    static abstract void Store(float* p, TSelf x);

    static abstract void StorePartial(float* p, TSelf x, int count);

    static abstract TSelf Broadcast(float x);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a b + c, in one rounding where the processor has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The same for one number in every lane, which some processors read as part of the instruction.</summary>
    static abstract TSelf MultiplyAdd(float* a, TSelf b, TSelf c);

    /// <summary>The greater; where either is NaN, <paramref name="b"/>.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller; where either is NaN, <paramref name="b"/>.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf x);

    static abstract TSelf Sqrt(TSelf x);

    /// <summary>The nearest integer, ties to even.</summary>
    static abstract TSelf Round(TSelf x);

    /// <summary><paramref name="yes"/> where a &gt; b, else <paramref name="no"/>.</summary>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary><paramref name="yes"/> where a = b, else <paramref name="no"/>; NaN equals nothing.</summary>
    static abstract TSelf WhereEqual(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>x 2^n for integral n in [-126, 127].</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf x, TSelf n);

    /// <summary>x = mantissa 2^exponent, with the mantissa in [1, 2), for finite normal x &gt; 0.</summary>
    static abstract TSelf Decompose(TSelf x, out TSelf exponent);

    /// <summary>The magnitude of x with the sign of s.</summary>
    static abstract TSelf CopySign(TSelf x, TSelf s);

    /// <summary>The sum of all lanes, always in the same order.</summary>
    static abstract float Sum(TSelf x);

    /// <summary>Whether all lanes are zero (a negative zero may count as something).</summary>
    static abstract bool IsZero(TSelf x);

    /// <summary>The largest lane.</summary>
    static abstract float Maximum(TSelf x);
}
