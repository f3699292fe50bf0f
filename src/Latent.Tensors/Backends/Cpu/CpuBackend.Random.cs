using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Random elements. The words are whole numbers and so the same on every rung; what is made of them is computed in vectors.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Blocks of four words that are drawn before the arithmetic on them begins.
    private const int BlocksAtATime = 64;

    private const int RandomChunk = 16 * 4 * BlocksAtATime;

    private const float Unit = 1f / (1 << 24);

    internal override void Random(RandomDistribution distribution, ulong key, ulong counter, Tensor y)
    {
        var job = new RandomJob { Y = y.Pointer, Length = y.Length, Key = key, Counter = counter };
        pool.Run(Cut(y.Length, RandomChunk), distribution is RandomDistribution.Uniform ? &UniformChunk : &NormalChunk, &job);
        KeepAlive(y);
    }

    private struct RandomJob
    {
        public float* Y;
        public int Length;
        public ulong Key, Counter;
    }

    private static void UniformChunk(void* state, int chunk)
    {
        var job = (RandomJob*)state;
        int first = chunk * RandomChunk, last = Math.Min(first + RandomChunk, job->Length);
        for (int i = first; i < last; i += 4)
        {
            Rng.Block(job->Key, job->Counter + (ulong)(i / 4), out uint a, out uint b, out uint c, out uint d);
            float* y = job->Y + i;
            int count = last - i;
            y[0] = (a >> 8) * Unit;
            if (count > 1)
            {
                y[1] = (b >> 8) * Unit;
            }
            if (count > 2)
            {
                y[2] = (c >> 8) * Unit;
            }
            if (count > 3)
            {
                y[3] = (d >> 8) * Unit;
            }
        }
    }

    private static void NormalChunk(void* state, int chunk)
    {
        var job = (RandomJob*)state;
        int first = chunk * RandomChunk, last = Math.Min(first + RandomChunk, job->Length);
        for (int i = first; i < last; i += 4 * BlocksAtATime)
        {
            Normals(job->Key, job->Counter + (ulong)(i / 4), job->Y + i, Math.Min(4 * BlocksAtATime, last - i));
        }
    }

    /// <summary>Up to 256 normal draws: the two uniforms of every pair side by side, then Box and Muller's transform in vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normals(ulong key, ulong counter, float* y, int count)
    {
        const int Pairs = 2 * BlocksAtATime;
        float* radii = stackalloc float[Pairs], turns = stackalloc float[Pairs], sines = stackalloc float[Pairs];
        int blocks = (count + 3) / 4, pairs = 2 * blocks;
        for (int i = 0; i < blocks; i++)
        {
            Rng.Block(key, counter + (ulong)i, out uint a, out uint b, out uint c, out uint d);
            radii[2 * i] = ((a >> 8) + 1) * Unit;
            turns[2 * i] = (b >> 8) * Unit;
            radii[(2 * i) + 1] = ((c >> 8) + 1) * Unit;
            turns[(2 * i) + 1] = (d >> 8) * Unit;
        }
        for (int i = pairs; i < Math.Min(Pairs, pairs + TVector.Count); i++)
        {
            radii[i] = 1;
            turns[i] = 0;
        }
        for (int i = 0; i < pairs; i += TVector.Count)
        {
            TVector radius = TVector.Sqrt(TVector.Broadcast(-2) * VectorMath.Log(TVector.Load(radii + i)));
            VectorMath.SinCosOfTurn(TVector.Load(turns + i), out TVector sine, out TVector cosine);
            TVector.Store(turns + i, radius * cosine);
            TVector.Store(sines + i, radius * sine);
        }
        for (int i = 0; i < count; i++)
        {
            y[i] = (i & 1) == 0 ? turns[i / 2] : sines[i / 2];
        }
    }
}
