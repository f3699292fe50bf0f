using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>Inputs for the contracts: fixed, so that every backend sees the same.</summary>
internal static class Numbers
{
    private static readonly float[] s_normal = Tensor.Normal(new Shape(1 << 18), new Rng(17), Backend.CreateReference()).ToArray();

    /// <summary>Normal draws; another seed begins at another place.</summary>
    public static float[] Normal(int length, int seed, float scale = 1)
    {
        float[] values = new float[length];
        int start = (int)(seed * 7919L % s_normal.Length);
        for (int i = 0; i < length; i++)
        {
            values[i] = scale * s_normal[(start + i) % s_normal.Length];
        }
        return values;
    }

    /// <summary>Draws in [0.2, infinity).</summary>
    public static float[] Positive(int length, int seed) => [.. Normal(length, seed).Select(x => MathF.Abs(x) + 0.2f)];

    /// <summary>Draws in (0, 1).</summary>
    public static float[] Unit(int length, int seed) => [.. Normal(length, seed).Select(x => 1 / (1 + MathF.Exp(-2 * x)))];

    /// <summary>Zeros and ones.</summary>
    public static float[] Mask(int length, int seed) => [.. Normal(length, seed).Select(x => x > -0.5f ? 1f : 0f)];

    public static Tensor On(Backend backend, float[] values, Shape shape) => Tensor.From(values, shape, backend);

    public static Tensor Normal(Backend backend, Shape shape, int seed, float scale = 1) => On(backend, Normal(shape.Length, seed, scale), shape);

    /// <summary>A result yet to be computed: full of NaN, or, to be added to, of numbers.</summary>
    public static Tensor Result(Backend backend, Shape shape, bool accumulate = false) =>
        accumulate ? Normal(backend, shape, 99) : Tensor.Full(shape, float.NaN, backend);
}
