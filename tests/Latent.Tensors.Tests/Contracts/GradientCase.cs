using Latent.Tensors;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>One operation at one choice of shapes, with operands at which it is smooth.</summary>
internal sealed record GradientCase(string Name, float[][] Values, Shape[] Shapes, Func<Tensor[], Tensor> Function)
{
    /// <summary>Operands of any sign, none near 0 and no two near each other, so that no kink is crossed.</summary>
    public static GradientCase Of(string name, Func<Tensor[], Tensor> function, params int[][] shapes) =>
        Create(name, function, shapes, (i, seed) => (i % 2 == 0 ? 1 : -1) * (0.15f + (0.13f * ((i * 7 + seed * 3) % 17))));

    /// <summary>Operands of at least 0.3.</summary>
    public static GradientCase Positive(string name, Func<Tensor[], Tensor> function, params int[][] shapes) =>
        Create(name, function, shapes, (i, seed) => 0.3f + (0.11f * (((i * 7) + (seed * 3)) % 17)));

    private static GradientCase Create(string name, Func<Tensor[], Tensor> function, int[][] extents, Func<int, int, float> value)
    {
        Shape[] shapes = [.. extents.Select(e => new Shape(e))];

        // Odd offsets keep the operands of one case apart.
        float[][] values = [.. shapes.Select((shape, seed) => Enumerable.Range(0, shape.Length).Select(i => value(i + seed, seed) + (0.043f * seed)).ToArray())];
        string text = shapes.Length == 0 ? name : $"{name} {string.Join(" ", shapes)}";
        return new GradientCase(text, values, shapes, function);
    }
}
