using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>How a kernel reaches memory: in whole vectors, or, at the end of an array, the first lanes of one.</summary>
internal unsafe interface IAccess<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    TVector Load(float* p);

    void Store(float* p, TVector x);
}

/// <summary>A kernel over arrays: what happens to the vector that begins at element <c>i</c> of each.</summary>
internal interface IElementwise<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    void Invoke<TAccess>(nint i, TAccess access)
        where TAccess : struct, IAccess<TVector>;
}

/// <summary>All lanes.</summary>
internal readonly unsafe struct Whole<TVector> : IAccess<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(float* p) => TVector.Load(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p, TVector x) => TVector.Store(p, x);
}

/// <summary>The first lanes; the others read as zero and are not written.</summary>
internal readonly unsafe struct Part<TVector>(int count) : IAccess<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(float* p) => TVector.LoadPartial(p, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p, TVector x) => TVector.StorePartial(p, x, count);
}
