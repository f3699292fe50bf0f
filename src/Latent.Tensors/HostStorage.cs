using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Latent.Tensors.Backends;

namespace Latent.Tensors;

/// <summary>
/// Floats in ordinary memory: a pinned array of the garbage collector's, so nobody has to dispose of it, aligned to 64
/// bytes and with a margin at the end that full-width loads may read.
/// </summary>
internal sealed unsafe class HostStorage : Storage
{
    /// <summary>Floats past the end that may be read (never meaningfully): two of the widest vectors.</summary>
    public const int Margin = 32;

    private readonly float[] _memory;

    public HostStorage(Backend backend, int length)
        : base(backend, length)
    {
        _memory = GC.AllocateUninitializedArray<float>(checked(length + Margin + 16), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (float*)((address + 63) & ~(nint)63);
        new Span<float>(Pointer + length, Margin).Clear();
    }

    /// <summary>The first float. Valid while this object is reachable.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);

    public override void Read(int offset, Span<float> destination) => Span.Slice(offset, destination.Length).CopyTo(destination);

    public override void Write(int offset, ReadOnlySpan<float> source) => source.CopyTo(Span[offset..]);
}
