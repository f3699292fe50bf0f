using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Pooling, resizing and dropout.</content>
public abstract partial class BackendContract
{
    [Fact]
    public void Resample_AwkwardSizes_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int[] x, Resampling resampling) in Resamplings)
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"{new Shape(x)} to {string.Join(" x ", resampling.Outputs)}, accumulate {accumulate}", 1e-5, 2e-6, b => ResampledOnce(b, x, resampling, accumulate));
            }
        }
    }

    [Fact]
    public void MaxPooling_AwkwardSizes_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int[] x, Resampling windows) in Resamplings)
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"maximum of {new Shape(x)} to {string.Join(" x ", windows.Outputs)}, accumulate {accumulate}", 1e-5, 2e-6, b => PooledOnce(b, x, windows, accumulate));
            }
        }
    }

    [Fact]
    public void MaxPooling_EqualAndSpecialValues_AgreesWithReference()
    {
        Backend backend = Create(1);
        var windows = Resampling.Average([6], [3]);
        foreach (int channels in (int[])[1, 16, 19])
        {
            float[] values = [1, 1, 0, -0f, 0, -0f, float.NaN, 2, 3, 4, float.NaN, 5, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 2, float.PositiveInfinity, 7];
            float[] xs = [.. values.SelectMany(v => Enumerable.Repeat(v, channels))];
            Agree(backend, $"special values in {channels} channels", 0, 0, b => PooledOnce(b, [3, 6, channels], windows, false, xs));
        }
    }

    [Fact]
    public void Dropout_EveryLength_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int n in FewLengths.Append(10_003))
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"Dropout of {n}, accumulate {accumulate}", 1e-6, 1e-6, b => One(b, n, y => b.Dropout(Normal(b, new Shape(n), 1), 0.3f, 8, 9, y, accumulate), accumulate));
            }
        }
    }

    private static IEnumerable<(int[] X, Resampling Resampling)> Resamplings =>
    [
        .. new[] { 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 48, 65 }.SelectMany(c => ((int[], Resampling)[])
        [
            ([2, 5, 6, c], Resampling.Average([5, 6], [2])), ([1, 5, 6, c], Resampling.Average([5, 6], [3, 2], [2, 1], [1, 1])), ([2, 3, 2, c], Resampling.Nearest([3, 2], [7, 4])), ([2, 3, 2, c], Resampling.Linear([3, 2], [6, 5])),
        ]),
        ([3, 9, 5], Resampling.Average([9], [4], [3], [2])), ([2, 4, 5, 6, 3], Resampling.Average([4, 5, 6], [2, 3, 2])), ([1, 2, 3, 4, 5], Resampling.Linear([2, 3, 4], [4, 6, 8])), ([2, 9, 5], Resampling.Linear([9], [3])),
        ([2, 3, 7, 8, 2], Resampling.Area([7, 8], [3, 5])), ([0, 4, 4, 3], Resampling.Average([4, 4], [2])), ([1, 9, 9, 1], Resampling.Filter([9, 9], [1, 4, 6, 4, 1], 1, 2)), ([3, 40, 50, 24], Resampling.Nearest([40, 50], [80, 100])),
        ([2, 7, 7, 20], Resampling.Average([7, 7], [7])), ([1, 6, 4], Resampling.Average([6], [2], [3])),
    ];

    /// <summary>There, and back by the transposed weights.</summary>
    private static float[] ResampledOnce(Backend b, int[] extents, Resampling resampling, bool accumulate = false)
    {
        var shape = new Shape(extents);
        Tensor x = Normal(b, shape, 1), y = Result(b, resampling.OutputOf(shape), accumulate), dx = Result(b, shape, accumulate);
        b.Resample(x, resampling, y, accumulate);
        b.Resample(Normal(b, y.Shape, 2), resampling.Transposed, dx, accumulate);
        return Join(y, dx);
    }

    private static float[] PooledOnce(Backend b, int[] extents, Resampling windows, bool accumulate = false, float[]? values = null)
    {
        var shape = new Shape(extents);
        Tensor x = values is null ? Normal(b, shape, 1) : Numbers.On(b, values, shape), y = Result(b, windows.OutputOf(shape)), dx = Result(b, shape, accumulate);
        b.MaxPooling(x, windows, y);
        b.MaxPoolingGradient(x, windows, y, Normal(b, y.Shape, 2), dx, accumulate);
        return Join(y, dx);
    }
}
