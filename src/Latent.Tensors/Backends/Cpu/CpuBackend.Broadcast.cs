using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Functions of several tensors, with broadcasting: rows of the result, each operand either running along or standing still.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y, bool accumulate)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                Combine<AddOperator>(a, b, y, accumulate);
                break;
            case BinaryOperation.Subtract:
                Combine<SubtractOperator>(a, b, y, accumulate);
                break;
            case BinaryOperation.Multiply:
                Combine<MultiplyOperator>(a, b, y, accumulate);
                break;
            case BinaryOperation.Divide:
                Combine<DivideOperator>(a, b, y, accumulate);
                break;
            case BinaryOperation.Minimum:
                Combine<MinimumOperator>(a, b, y, accumulate);
                break;
            case BinaryOperation.Maximum:
                Combine<MaximumOperator>(a, b, y, accumulate);
                break;
            case BinaryOperation.Greater:
                Combine<GreaterOperator>(a, b, y, accumulate);
                break;
            default:
                throw new NotSupportedException($"There is no {operation}.");
        }
        KeepAlive(a, b, y);
    }

    internal override void Where(Tensor condition, Tensor a, Tensor b, Tensor y)
    {
        var job = new BroadcastJob
        {
            Loop = StridedLoop.Broadcast(y.Shape, a.Shape, b.Shape, condition.Shape),
            A = a.Pointer,
            B = b.Pointer,
            C = condition.Pointer,
            Y = y.Pointer,
            Length = y.Length,
        };
        int chunks = ChunksOf(y.Length);
        job.Chunk = PartOf(y.Length, chunks);
        pool.Run(chunks, &WhereChunk, &job);
        KeepAlive(condition, a, b, y);
    }

    private void Combine<TOperator>(Tensor a, Tensor b, Tensor y, bool accumulate)
        where TOperator : unmanaged, IBinaryOperator
    {
        if (a.Length == y.Length && b.Length == y.Length)
        {
            if (accumulate)
            {
                Each(new BinaryKernel<TOperator, Adding>(a.Pointer, b.Pointer, y.Pointer), y.Length);
            }
            else
            {
                Each(new BinaryKernel<TOperator, Overwriting>(a.Pointer, b.Pointer, y.Pointer), y.Length);
            }
            return;
        }
        var job = new BroadcastJob
        {
            Loop = StridedLoop.Broadcast(y.Shape, a.Shape, b.Shape, y.Shape),
            A = a.Pointer,
            B = b.Pointer,
            Y = y.Pointer,
            Length = y.Length,
        };
        int chunks = ChunksOf(y.Length);
        job.Chunk = PartOf(y.Length, chunks);
        pool.Run(chunks, accumulate ? &CombineChunk<TOperator, Adding> : &CombineChunk<TOperator, Overwriting>, &job);
    }

    private struct BroadcastJob
    {
        public StridedLoop Loop;
        public float* A, B, C, Y;
        public int Length, Chunk;
    }

    private static void CombineChunk<TOperator, TMode>(void* state, int chunk)
        where TOperator : unmanaged, IBinaryOperator
        where TMode : struct, IMode
    {
        var job = (BroadcastJob*)state;
        ref StridedLoop loop = ref job->Loop;
        int inner = loop.Inner, aStep = loop.InnerStride(0), bStep = loop.InnerStride(1);
        int begin = chunk * job->Chunk, end = (int)Math.Min((long)begin + job->Chunk, job->Length);
        int column = begin % inner;
        StridedLoop.Position position = loop.At(begin / inner);
        while (begin < end)
        {
            int count = Math.Min(inner - column, end - begin);
            float* a = job->A + position.Offsets[0] + ((nint)column * aStep);
            float* b = job->B + position.Offsets[1] + ((nint)column * bStep);
            CombineRow<TOperator, TMode>(a, aStep, b, bStep, job->Y + begin, count);
            begin += count;
            column = 0;
            loop.Advance(ref position);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CombineRow<TOperator, TMode>(float* a, int aStep, float* b, int bStep, float* y, int count)
        where TOperator : unmanaged, IBinaryOperator
        where TMode : struct, IMode
    {
        TVector sameA = TVector.Broadcast(*a), sameB = TVector.Broadcast(*b);
        int i = 0;
        if (aStep != 0 && bStep != 0)
        {
            var kernel = new BinaryKernel<TOperator, TMode>(a, b, y);
            for (; i <= count - TVector.Count; i += TVector.Count)
            {
                kernel.Invoke(i, default(Whole<TVector>));
            }
        }
        else if (bStep != 0)
        {
            for (; i <= count - TVector.Count; i += TVector.Count)
            {
                TVector result = TOperator.Invoke(sameA, TVector.Load(b + i));
                TVector.Store(y + i, TMode.Accumulate ? TVector.Load(y + i) + result : result);
            }
        }
        else if (aStep != 0)
        {
            for (; i <= count - TVector.Count; i += TVector.Count)
            {
                TVector result = TOperator.Invoke(TVector.Load(a + i), sameB);
                TVector.Store(y + i, TMode.Accumulate ? TVector.Load(y + i) + result : result);
            }
        }
        else
        {
            TVector result = TOperator.Invoke(sameA, sameB);
            for (; i <= count - TVector.Count; i += TVector.Count)
            {
                TVector.Store(y + i, TMode.Accumulate ? TVector.Load(y + i) + result : result);
            }
        }
        if (i < count)
        {
            int rest = count - i;
            TVector lastA = aStep != 0 ? TVector.LoadPartial(a + i, rest) : sameA;
            TVector lastB = bStep != 0 ? TVector.LoadPartial(b + i, rest) : sameB;
            TVector result = TOperator.Invoke(lastA, lastB);
            TVector.StorePartial(y + i, TMode.Accumulate ? TVector.LoadPartial(y + i, rest) + result : result, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WhereChunk(void* state, int chunk)
    {
        var job = (BroadcastJob*)state;
        ref StridedLoop loop = ref job->Loop;
        int inner = loop.Inner, aStep = loop.InnerStride(0), bStep = loop.InnerStride(1), cStep = loop.InnerStride(2);
        int begin = chunk * job->Chunk, end = (int)Math.Min((long)begin + job->Chunk, job->Length);
        int column = begin % inner;
        StridedLoop.Position position = loop.At(begin / inner);
        while (begin < end)
        {
            int count = Math.Min(inner - column, end - begin);
            float* a = job->A + position.Offsets[0] + ((nint)column * aStep);
            float* b = job->B + position.Offsets[1] + ((nint)column * bStep);
            float* c = job->C + position.Offsets[2] + ((nint)column * cStep);
            float* y = job->Y + begin;
            TVector sameA = TVector.Broadcast(*a), sameB = TVector.Broadcast(*b), sameC = TVector.Broadcast(*c);
            for (int i = 0; i < count; i += TVector.Count)
            {
                // Operands may be read past their end.
                TVector yes = aStep != 0 ? TVector.Load(a + i) : sameA, no = bStep != 0 ? TVector.Load(b + i) : sameB;
                TVector result = TVector.WhereEqual(cStep != 0 ? TVector.Load(c + i) : sameC, default, no, yes);
                if (count - i >= TVector.Count)
                {
                    TVector.Store(y + i, result);
                }
                else
                {
                    TVector.StorePartial(y + i, result, count - i);
                }
            }
            begin += count;
            column = 0;
            loop.Advance(ref position);
        }
    }

    private readonly struct BinaryKernel<TOperator, TMode>(float* a, float* b, float* y) : IElementwise<TVector>
        where TOperator : unmanaged, IBinaryOperator
        where TMode : struct, IMode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector result = TOperator.Invoke(access.Load(a + i), access.Load(b + i));
            access.Store(y + i, TMode.Accumulate ? access.Load(y + i) + result : result);
        }
    }
}
