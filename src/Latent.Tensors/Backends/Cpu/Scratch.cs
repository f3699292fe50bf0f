using System.Runtime.InteropServices;

namespace Latent.Tensors.Backends.Cpu;

/// <summary>Working memory of one thread, kept from call to call and grown when a larger problem comes.</summary>
internal static unsafe class Scratch
{
    [ThreadStatic]
    private static Slots? s_slots;

    /// <summary>What a caller keeps across a whole matrix product: its packed left operand, its gathered rows.</summary>
    public static float* Shared(long floats) => (s_slots ??= new Slots()).Get(0, floats);

    /// <summary>The packed right operand of a matrix product, where all chunks read it.</summary>
    public static float* SharedPanels(long floats) => (s_slots ??= new Slots()).Get(11, floats);

    /// <summary>What one chunk needs while it runs: a packed panel.</summary>
    public static float* Panel(long floats) => (s_slots ??= new Slots()).Get(1, floats);

    /// <summary>The packed weights of a convolution, kept while all windows pass.</summary>
    public static float* Weights(long floats) => (s_slots ??= new Slots()).Get(3, floats);

    /// <summary>Lists that a caller keeps across a whole matrix product.</summary>
    public static float* Steps(long numbers) => (s_slots ??= new Slots()).Get(2, numbers);

    /// <summary>What a composed kernel gathers before it calls a matrix product.</summary>
    public static float* Gathered(int which, long floats) => (s_slots ??= new Slots()).Get(4 + which, floats);

    private sealed class Slots
    {
        private readonly nint[] _memory = new nint[12];
        private readonly long[] _floats = new long[12];

        ~Slots()
        {
            foreach (nint memory in _memory)
            {
                NativeMemory.AlignedFree((void*)memory);
            }
        }

        public float* Get(int slot, long floats)
        {
            if (_floats[slot] < floats)
            {
                NativeMemory.AlignedFree((void*)_memory[slot]);
                _memory[slot] = 0;
                _floats[slot] = 0;
                long grown = floats + (floats / 4) + 64;
                _memory[slot] = (nint)NativeMemory.AlignedAlloc((nuint)grown * sizeof(float), 64);
                _floats[slot] = grown;
            }
            return (float*)_memory[slot];
        }
    }
}
