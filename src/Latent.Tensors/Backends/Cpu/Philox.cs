using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Backends.Cpu;

/// <summary>
/// The words of <see cref="Rng.Block"/> for many counters at once: each 64-bit lane runs one counter, whose 32 x 32 bit
/// products fill it. Upper halves may hold rubbish in between; the products do not look at them.
/// </summary>
internal static unsafe class Philox
{
    private const uint FirstMultiplier = 0xD2511F53, SecondMultiplier = 0xCD9E8D57, FirstWeyl = 0x9E3779B9, SecondWeyl = 0xBB67AE85;

    /// <summary>The upper 24 bits of the four words of blocks <paramref name="counter"/> and on, as whole floats: word w of block i at words[w * stride + i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Draw(ulong key, ulong counter, int blocks, float* words, int stride)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i < blocks; i += 8)
            {
                Eight(key, counter + (ulong)i, words + i, stride);
            }
        }
        for (; i < blocks; i++)
        {
            Rng.Block(key, counter + (ulong)i, out uint a, out uint b, out uint c, out uint d);
            words[i] = a >> 8;
            words[stride + i] = b >> 8;
            words[(2 * stride) + i] = c >> 8;
            words[(3 * stride) + i] = d >> 8;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(ulong key, ulong counter, float* words, int stride)
    {
        Vector512<ulong> c0 = Avx512F.Add(Vector512.Create(counter), Vector512<ulong>.Indices), c1 = Avx512F.ShiftRightLogical(c0, 32);
        Vector512<ulong> c2 = Vector512<ulong>.Zero, c3 = Vector512<ulong>.Zero;
        Vector512<uint> first = Vector512.Create(FirstMultiplier), second = Vector512.Create(SecondMultiplier);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector512<ulong> p = Avx512F.Multiply(c0.AsUInt32(), first), q = Avx512F.Multiply(c2.AsUInt32(), second);
            c0 = Avx512F.Xor(Avx512F.Xor(Avx512F.ShiftRightLogical(q, 32), c1), Vector512.Create((ulong)k0));
            c1 = q;
            c2 = Avx512F.Xor(Avx512F.Xor(Avx512F.ShiftRightLogical(p, 32), c3), Vector512.Create((ulong)k1));
            c3 = p;
            k0 += FirstWeyl;
            k1 += SecondWeyl;
        }
        Store(c0, words);
        Store(c1, words + stride);
        Store(c2, words + (2 * stride));
        Store(c3, words + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<ulong> lanes, float* words)
    {
        Vector256<int> upper = Avx2.ShiftRightLogical(Avx512F.ConvertToVector256UInt32(lanes), 8).AsInt32();
        Avx.Store(words, Avx.ConvertToVector256Single(upper));
    }
}
