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
        float* words = stackalloc float[4 * BlocksAtATime];
        for (int i = first; i < last; i += 4 * BlocksAtATime)
        {
            int count = Math.Min(4 * BlocksAtATime, last - i);
            Philox.Draw(job->Key, job->Counter + (ulong)(i / 4), (count + 3) / 4, words, BlocksAtATime);
            for (int j = 0; j < count; j++)
            {
                job->Y[i + j] = words[((j & 3) * BlocksAtATime) + (j >> 2)] * Unit;
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

    /// <summary>Up to 256 normal draws by Box and Muller's transform: words 0 and 1 of every block, and words 2 and 3, make a pair each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normals(ulong key, ulong counter, float* y, int count)
    {
        float* words = stackalloc float[4 * BlocksAtATime];
        int blocks = (count + 3) / 4;
        Philox.Draw(key, counter, blocks, words, BlocksAtATime);
        TVector unit = TVector.Broadcast(Unit), one = TVector.Broadcast(1), minusTwo = TVector.Broadcast(-2);
        for (int pair = 0; pair < 2; pair++)
        {
            float* radii = words + (2 * pair * BlocksAtATime), turns = radii + BlocksAtATime;
            for (int i = 0; i < blocks; i += TVector.Count)
            {
                TVector radius = TVector.Sqrt(minusTwo * VectorMath.Log((TVector.Load(radii + i) + one) * unit));
                VectorMath.SinCosOfTurn(TVector.Load(turns + i) * unit, out TVector sine, out TVector cosine);
                TVector.Store(radii + i, radius * cosine);
                TVector.Store(turns + i, radius * sine);
            }
        }
        for (int i = 0; i < count; i++)
        {
            y[i] = words[((i & 3) * BlocksAtATime) + (i >> 2)];
        }
    }
}
