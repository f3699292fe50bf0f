using Latent.Tensors.Backends;

namespace Latent.Tensors;

/// <summary>A block of 32-bit floats that one backend owns; tensors are shapes laid over it.</summary>
public abstract class Storage
{
    private protected Storage(Backend backend, int length)
    {
        Backend = backend;
        Length = length;
    }

    /// <summary>Which backend computes on it.</summary>
    public Backend Backend { get; }

    /// <summary>How many floats it holds.</summary>
    public int Length { get; }

    /// <summary>Copies floats out, from <paramref name="offset"/> on.</summary>
    public abstract void Read(int offset, Span<float> destination);

    /// <summary>Copies floats in, from <paramref name="offset"/> on.</summary>
    public abstract void Write(int offset, ReadOnlySpan<float> source);
}
