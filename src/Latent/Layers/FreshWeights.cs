using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Layers;

/// <summary>What weights and biases begin as: uniform within the square root of 1 / fan-in either way, which is what PyTorch begins with, too.</summary>
internal static class FreshWeights
{
    /// <summary>Draws something to be learned.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="fanIn">How many values every output is made of.</param>
    /// <param name="rng">Where it is drawn from.</param>
    /// <param name="backend">Where it lives.</param>
    /// <param name="share">Of the usual width, how much.</param>
    public static Tensor Draw(Shape shape, int fanIn, Rng rng, Backend? backend, double share = 1)
    {
        double limit = share / Math.Sqrt(fanIn);
        float[] values = new float[shape.Length];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)(limit * ((2 * rng.NextDouble()) - 1));
        }
        return Tensor.Parameter(values, shape, backend);
    }
}
