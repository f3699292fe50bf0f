using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Dropout: the mask is drawn where it is used, forward and again backward, and never stored.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void Dropout(Tensor x, float probability, ulong key, ulong counter, Tensor y, bool accumulate)
    {
        var job = new DropoutJob { X = x.Pointer, Y = y.Pointer, Length = y.Length, Key = key, Counter = counter, Probability = probability, Accumulate = accumulate };
        pool.Run(Cut(y.Length, RandomChunk), &DropoutChunk, &job);
        KeepAlive(x, y);
    }

    private struct DropoutJob
    {
        public float* X, Y;
        public int Length;
        public ulong Key, Counter;
        public float Probability;
        public bool Accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DropoutChunk(void* state, int chunk)
    {
        var job = (DropoutJob*)state;
        int first = chunk * RandomChunk, last = Math.Min(first + RandomChunk, job->Length);
        float* words = stackalloc float[4 * BlocksAtATime], uniform = stackalloc float[4 * BlocksAtATime];
        TVector limit = TVector.Broadcast(job->Probability), scale = TVector.Broadcast((float)(1 / (1 - (double)job->Probability)));
        for (int i = first; i < last; i += 4 * BlocksAtATime)
        {
            int count = Math.Min(4 * BlocksAtATime, last - i);
            Philox.Draw(job->Key, job->Counter + (ulong)(i / 4), (count + 3) / 4, words, BlocksAtATime);
            for (int j = 0; j < count; j++)
            {
                uniform[j] = words[((j & 3) * BlocksAtATime) + (j >> 2)] * Unit;
            }
            for (int j = 0; j < count; j += TVector.Count)
            {
                float* y = job->Y + i + j;
                TVector kept = TVector.WhereGreater(limit, TVector.Load(uniform + j), default, TVector.Load(job->X + i + j) * scale);
                Write(y, job->Accumulate ? TVector.Load(y) + kept : kept, count - j);
            }
        }
    }
}
