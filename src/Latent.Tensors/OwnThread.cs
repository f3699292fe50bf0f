namespace Latent.Tensors;

/// <summary>
/// Keeps the kernels that a thread calls on that thread, for callers that have cut their work into parts of their own
/// and run those side by side. The results are the same bits.
/// </summary>
public readonly ref struct OwnThread
{
    [ThreadStatic]
    private static bool s_held;

    private readonly bool _before;

    private OwnThread(bool before) => _before = before;

    /// <summary>Whether kernels stay on the calling thread.</summary>
    internal static bool IsHeld => s_held;

    /// <summary>From here until it is disposed of, on the same thread, kernels stay on it.</summary>
    public static OwnThread Hold()
    {
        OwnThread own = new(s_held);
        s_held = true;
        return own;
    }

    /// <summary>Kernels share the threads of their backend again.</summary>
    public void Dispose() => s_held = _before;
}
