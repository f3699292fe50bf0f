using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Pictures;

/// <summary>
/// A separable linear filter of grey planes, kept as one matrix for lines and one for columns: two matrix products, whose
/// gradients are two more. What leaves the picture has no weight, and what is left is scaled up to make up for it.
/// </summary>
internal sealed class PlaneFilter
{
    private readonly Tensor _across;
    private readonly Tensor _down;

    private PlaneFilter(Tensor across, Tensor down)
    {
        _across = across;
        _down = down;
    }

    /// <summary>How high a plane is afterwards.</summary>
    public int Height => _down.Shape[1];

    /// <summary>How wide a plane is afterwards.</summary>
    public int Width => _across.Shape[1];

    /// <summary>Weighted means over a normal window, only where it lies wholly inside.</summary>
    public static PlaneFilter Gaussian(int height, int width, int window, double deviation, Backend? backend)
    {
        double[] weights = [.. Enumerable.Range(0, window).Select(i => Math.Exp(-Math.Pow((i - ((window - 1) / 2.0)) / deviation, 2) / 2))];
        return Make(height, width, n => n - window + 1, (from, to) => At(weights, from - to), backend);
    }

    /// <summary>Means of 2 x 2 pixels; an odd last line or column is left out.</summary>
    public static PlaneFilter Halves(int height, int width, Backend? backend) =>
        Make(height, width, n => n / 2, (from, to) => from / 2 == to ? 1 : 0, backend);

    /// <summary>Half the size by the kernel 1 4 6 4 1 (Burt and Adelson 1983), centred on every other pixel.</summary>
    public static PlaneFilter Reduce(int height, int width, Backend? backend) =>
        Make(height, width, n => (n + 1) / 2, (from, to) => At([1, 4, 6, 4, 1], from - (2 * to) + 2), backend);

    /// <summary>Back from <see cref="Reduce"/> to this size, by the same kernel.</summary>
    public static PlaneFilter Expand(int height, int width, Backend? backend) => new(
        Matrix((width + 1) / 2, width, (from, to) => At([1, 4, 6, 4, 1], to - (2 * from) + 2), backend),
        Matrix((height + 1) / 2, height, (from, to) => At([1, 4, 6, 4, 1], to - (2 * from) + 2), backend));

    /// <summary>Filters planes.</summary>
    /// <param name="planes">[planes, height, width].</param>
    public Tensor Apply(Tensor planes)
    {
        int count = planes.Shape[0], height = planes.Shape[1];
        Tensor across = planes.Reshape(new Shape(count * height, planes.Shape[2])).MatMul(_across);
        Tensor down = across.Reshape(new Shape(count, height, Width)).Transpose().Reshape(new Shape(count * Width, height)).MatMul(_down);
        return down.Reshape(new Shape(count, Width, Height)).Transpose();
    }

    private static PlaneFilter Make(int height, int width, Func<int, int> size, Func<int, int, double> weight, Backend? backend) =>
        new(Matrix(width, size(width), weight, backend), Matrix(height, size(height), weight, backend));

    private static Tensor Matrix(int from, int to, Func<int, int, double> weight, Backend? backend)
    {
        float[] values = new float[from * to];
        for (int j = 0; j < to; j++)
        {
            double sum = Enumerable.Range(0, from).Sum(i => weight(i, j));
            for (int i = 0; i < from; i++)
            {
                values[(i * to) + j] = (float)(weight(i, j) / sum);
            }
        }
        return Tensor.Constant(values, new Shape(from, to), backend);
    }

    private static double At(ReadOnlySpan<double> weights, int i) => (uint)i < (uint)weights.Length ? weights[i] : 0;
}
