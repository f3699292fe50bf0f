namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>Whether a result is added to what is there: a constant to the JIT.</summary>
internal interface IMode
{
    static abstract bool Accumulate { get; }
}

/// <summary>y = ...</summary>
internal readonly struct Overwriting : IMode
{
    public static bool Accumulate => false;
}

/// <summary>y += ...</summary>
internal readonly struct Adding : IMode
{
    public static bool Accumulate => true;
}
