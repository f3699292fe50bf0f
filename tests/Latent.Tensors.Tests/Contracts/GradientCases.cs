using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>Every differentiable operation, with broadcasting where it is allowed.</summary>
internal static class GradientCases
{
    private static readonly Indices s_rows = new([2, 0, 2, 1, 3]);

    public static GradientCase[] All { get; } = [.. Elementwise(), .. Binary(), .. Reductions(), .. Layout(), .. Products(), .. Convolutions(), .. LogProbabilities(), .. NormalizationGradientCases.All, .. ResamplingGradientCases.All];

    private static IEnumerable<GradientCase> Elementwise() =>
    [
        GradientCase.Of("Exp", x => x[0].Exp(), [3, 5]),
        GradientCase.Positive("Log", x => x[0].Log(), [3, 5]),
        GradientCase.Positive("LogGamma", x => x[0].LogGamma(), [3, 5]),
        GradientCase.Positive("Digamma", x => x[0].Digamma(), [3, 5]),
        GradientCase.Positive("StirlingError", x => x[0].StirlingError(), [3, 5]),
        GradientCase.Positive("Sqrt", x => x[0].Sqrt(), [3, 5]),
        GradientCase.Of("Square", x => x[0].Square(), [3, 5]),
        GradientCase.Of("Abs", x => x[0].Abs(), [3, 5]),
        GradientCase.Of("Negate", x => x[0].Negate(), [3, 5]),
        GradientCase.Positive("Reciprocal", x => x[0].Reciprocal(), [3, 5]),
        GradientCase.Of("Sin", x => x[0].Sin(), [3, 5]),
        GradientCase.Of("Cos", x => x[0].Cos(), [3, 5]),
        GradientCase.Of("Tanh", x => x[0].Tanh(), [3, 5]),
        GradientCase.Of("Sigmoid", x => x[0].Sigmoid(), [3, 5]),
        GradientCase.Of("Softplus", x => x[0].Softplus(), [3, 5]),
        GradientCase.Of("Relu", x => x[0].Relu(), [3, 5]),
        GradientCase.Of("LeakyRelu", x => x[0].LeakyRelu(0.2f), [3, 5]),
        GradientCase.Of("Elu", x => x[0].Elu(), [3, 5]),
        GradientCase.Of("Gelu", x => x[0].Gelu(), [3, 5]),
        GradientCase.Of("Silu", x => x[0].Silu(), [3, 5]),
        GradientCase.Of("Clip", x => x[0].Clip(-0.5f, 0.9f), [3, 5]),
        GradientCase.Of("Minimum of a number", x => x[0].Minimum(0.5f), [3, 5]),
        GradientCase.Of("Maximum of a number", x => x[0].Maximum(0.5f), [3, 5]),
        GradientCase.Of("Affine", x => x[0].Affine(-1.5f, 0.3f), [3, 5]),
        GradientCase.Of("Shift", x => x[0].Affine(1, 0.3f), [3, 5]),
        GradientCase.Positive("Operators", x => 2 - (3 / (1 + (x[0] * x[1]) - (-x[1] / x[0]) - (x[0] / 4))), [4], [4]),
        GradientCase.Of("Composition", x => (x[0].Tanh() * x[0].Sigmoid()) + x[0], [3, 5]),
        .. Enum.GetValues<Activation>().Select(a => GradientCase.Of($"Activate {a}", x => x[0].Activate(a), [3, 5])),
    ];

    private static IEnumerable<GradientCase> Binary()
    {
        (int[] A, int[] B)[] shapes = [([3, 4], [3, 4]), ([3, 4], [4]), ([3, 1], [4]), ([], [3, 4]), ([2, 1, 3], [2, 4, 1]), ([2, 3, 4], [1, 3, 1])];
        foreach ((int[] a, int[] b) in shapes)
        {
            yield return GradientCase.Of("Add", x => x[0] + x[1], a, b);
            yield return GradientCase.Of("Subtract", x => x[0] - x[1], a, b);
            yield return GradientCase.Of("Multiply", x => x[0] * x[1], a, b);
            yield return GradientCase.Positive("Divide", x => x[0] / x[1], a, b);
            yield return GradientCase.Of("Minimum", x => x[0].Minimum(x[1]), a, b);
            yield return GradientCase.Of("Maximum", x => x[0].Maximum(x[1]), a, b);
            yield return GradientCase.Of("Where", x => x[0].Greater(0.35f).Where(x[0], x[1]), a, b);
        }
        yield return GradientCase.Of("Multiply by itself", x => x[0] * x[0], [3, 4]);
        yield return GradientCase.Of("Add to itself", x => x[0] + x[0], [3, 4]);
        yield return GradientCase.Of("Subtract from itself, transposed", x => x[0] - x[0].Transpose(), [3, 3]);
        yield return GradientCase.Of("Where of one row", x => Tensor.From([1, 0, 1, 0], new Shape(4), x[0].Backend).Where(x[0], x[1]), [3, 1], [2, 1, 4]);
    }

    private static IEnumerable<GradientCase> Reductions() =>
    [
        GradientCase.Of("Sum", x => x[0].Sum(), [3, 4]),
        GradientCase.Of("Mean", x => x[0].Mean(), [3, 4]),
        GradientCase.Of("Sum of a scalar", x => x[0].Sum(), (int[])[]),
        .. Enumerable.Range(0, 3).SelectMany(axis => (GradientCase[])
        [
            GradientCase.Of($"Sum axis {axis}", x => x[0].Sum(axis), [2, 3, 4]),
            GradientCase.Of($"Sum axis {axis} kept", x => x[0].Sum(axis, keep: true), [2, 3, 4]),
            GradientCase.Of($"Mean axis {axis}", x => x[0].Mean(axis), [2, 3, 4]),
            GradientCase.Of($"Max axis {axis}", x => x[0].Max(axis), [2, 3, 4]),
            GradientCase.Of($"Max axis {axis} kept", x => x[0].Max(axis, keep: true), [2, 3, 4]),
            GradientCase.Of($"LogSumExp axis {axis}", x => x[0].LogSumExp(axis), [2, 3, 4]),
            GradientCase.Of($"LogSumExp axis {axis} kept", x => x[0].LogSumExp(axis, keep: true), [2, 3, 4]),
        ]),
        GradientCase.Of("LogSumExp of samples", x => x[0].LogSumExp(0), [5, 3]),
        GradientCase.Of("LogSumExp of a vector", x => x[0].LogSumExp(0), [5]),
        GradientCase.Of("Softmax", x => x[0].Softmax(), [2, 3, 4]),
        GradientCase.Of("LogSoftmax", x => x[0].LogSoftmax(), [3, 4]),
    ];

    private static IEnumerable<GradientCase> Layout() =>
    [
        GradientCase.Of("Reshape", x => x[0].Reshape(4, -1) * x[0].Reshape(new Shape(4, 3)), [3, 4]),
        GradientCase.Of("Flatten", x => x[0].Flatten(), [2, 3, 4]),
        GradientCase.Of("Expand", x => x[0].Expand(new Shape(5, 3, 4)), [3, 1]),
        GradientCase.Of("Repeat", x => x[0].Repeat(3), [2, 4]),
        .. Enumerable.Range(0, 3).SelectMany(axis => (GradientCase[])
        [
            GradientCase.Of($"Slice axis {axis}", x => x[0].Slice(axis, 1, 2), [3, 4, 3]),
            GradientCase.Of($"Slices that overlap, axis {axis}", x => x[0].Slice(axis, 0, 2) * x[0].Slice(axis, 1, 2), [3, 4, 3]),
            GradientCase.Of($"Concat axis {axis}", x => TensorOperations.Concat(axis, x[0], x[1], x[0], x[2]), [2, 3, 2], [2, 3, 2], [2, 3, 2]),
        ]),
        GradientCase.Of("Concat of two", x => x[0].Concat(x[1], 1), [3, 2], [3, 5]),
        GradientCase.Of("Concat of one", x => TensorOperations.Concat(0, x[0]), [3, 2]),
        GradientCase.Of("Permute", x => x[0].Permute(2, 0, 1), [2, 3, 4]),
        GradientCase.Of("Permute of 4", x => x[0].Permute(3, 1, 0, 2), [2, 3, 4, 2]),
        GradientCase.Of("Transpose", x => x[0].Transpose(), [2, 3, 4]),
        GradientCase.Of("Gather", x => x[0].Gather(s_rows), [4, 3]),
        GradientCase.Of("Gather of images", x => x[0].Gather(s_rows), [4, 2, 3]),
    ];

    private static IEnumerable<GradientCase> Convolutions() =>
    [
        GradientCase.Of("Convolution", x => x[0].Convolution(x[1], x[2]), [2, 5, 3], [3, 3, 4], [4]),
        GradientCase.Of("Convolution, stride and padding", x => x[0].Convolution(x[1], x[2], new(2, 1), Activation.Tanh), [2, 4, 5, 2], [3, 3, 2, 3], [3]),
        GradientCase.Of("Convolution, groups and dilation", x => x[0].Convolution(x[1], null, new(1, 2, 2, 2)), [1, 4, 4, 4], [3, 2, 2, 4]),
        GradientCase.Of("Convolution, volume", x => x[0].Convolution(x[1], x[2], new(2, 1), Activation.Silu), [1, 3, 3, 4, 2], [2, 3, 2, 2, 2], [2]),
        GradientCase.Of("Convolution to one channel", x => x[0].Convolution(x[1], x[2], new(1, 1), Activation.Sigmoid), [1, 4, 4, 3], [3, 3, 3, 1], [1]),
        GradientCase.Of("TransposedConvolution", x => x[0].TransposedConvolution(x[1], x[2], new(2, 1)), [2, 3, 3], [4, 4, 3], [4]),
        GradientCase.Of("TransposedConvolution, output padding", x => x[0].TransposedConvolution(x[1], x[2], new(2, 1, outputPadding: 1), Activation.Tanh), [1, 3, 2, 3], [3, 3, 5, 3], [5]),
        GradientCase.Of("TransposedConvolution, groups and dilation", x => x[0].TransposedConvolution(x[1], null, new(2, 1, 2, 2)), [1, 3, 3, 4], [3, 2, 3, 4]),
        GradientCase.Of("TransposedConvolution to one channel", x => x[0].TransposedConvolution(x[1], x[2], new(2, 1)), [1, 3, 3, 4], [4, 4, 1, 4], [1]),
    ];

    private static IEnumerable<GradientCase> Products() =>
    [
        GradientCase.Of("MatMul", x => x[0].MatMul(x[1]), [3, 4], [4, 5]),
        GradientCase.Of("MatMul, a transposed", x => x[0].MatMul(x[1], transposeA: true), [4, 3], [4, 5]),
        GradientCase.Of("MatMul, b transposed", x => x[0].MatMul(x[1], transposeB: true), [3, 4], [5, 4]),
        GradientCase.Of("MatMul, both transposed", x => x[0].MatMul(x[1], transposeA: true, transposeB: true), [4, 3], [5, 4]),
        GradientCase.Of("MatMul with itself", x => x[0].MatMul(x[0], transposeB: true), [3, 4]),
        .. Enum.GetValues<Activation>().Select(a => GradientCase.Of($"Linear {a}", x => (x[0] * 0.7f).Linear(x[1], x[2], a), [2, 2, 3], [3, 4], [4])),
        GradientCase.Of("Linear without bias", x => x[0].Linear(x[1]), [2, 3], [3, 4]),
    ];

    private static IEnumerable<GradientCase> LogProbabilities()
    {
        (int[] X, int[] Mean, int[] LogVariance)[] gaussian =
        [
            ([3, 4], [3, 4], [3, 4]), ([2, 4], [6, 4], [6, 4]), ([2, 4], [6, 4], [1, 4]), ([2, 4], [6, 4], [4]), ([6, 4], [3, 1], []), ([2, 2, 3], [4, 6], [1, 1]), ([6, 1], [2, 4], [3, 4]), ([4], [3, 4], [3, 1]), ([1, 1], [1, 1], [1, 1]),
        ];
        foreach ((int[] x, int[] mean, int[] logVariance) in gaussian)
        {
            yield return GradientCase.Of("Gaussian", o => o[0].GaussianLogProbability(o[1], o[2]), x, mean, logVariance);
        }
        yield return GradientCase.Of("Gaussian of one tensor twice", o => o[0].GaussianLogProbability(o[0], o[0]) + o[1].GaussianLogProbability(o[0], o[0]), [3, 4], [3, 4]);
        yield return GradientCase.Of("Gaussian, masked", o => o[0].GaussianLogProbability(o[1], o[2], Mask(o[0], 2, 4)), [2, 4], [6, 4], [4]);
        yield return GradientCase.Of("Gaussian, masked by one column", o => o[0].GaussianLogProbability(o[1], o[2], Mask(o[0], 6, 1)), [2, 4], [6, 4], [1, 4]);
        yield return GradientCase.Of("Bernoulli", o => o[0].BernoulliLogProbability(o[1]), [3, 4], [3, 4]);
        yield return GradientCase.Of("Bernoulli of samples", o => o[0].BernoulliLogProbability(o[1], Mask(o[0], 2, 4)), [6, 4], [2, 4]);
        yield return GradientCase.Of("Bernoulli of images", o => o[0].BernoulliLogProbability(o[1], Mask(o[0], 1, 6)), [4, 2, 3], [2, 6]);
        yield return GradientCase.Of("Bernoulli of few logits", o => o[0].BernoulliLogProbability(o[1]), [4], [3, 4]);
        yield return GradientCase.Of("Categorical", o => o[0].CategoricalLogProbability(s_rows), [5, 4]);
        yield return GradientCase.Of("Categorical of steps", o => o[0].CategoricalLogProbability(new Indices([2, 0, 1, 1, 3, 2])), [2, 3, 4]);
        foreach ((int[] mean, int[] logVariance) in ((int[], int[])[])[([3, 4], [3, 4]), ([3, 4], [4]), ([3, 1], [3, 4])])
        {
            yield return GradientCase.Of("GaussianKl", o => o[0].GaussianKl(o[1]), mean, logVariance);
            yield return GradientCase.Of("GaussianSample", o => o[0].GaussianSample(o[1], 3, new Rng(4)), mean, logVariance);
        }
        yield return GradientCase.Of("SquaredDistance", o => o[0].SquaredDistance(o[1]), [3, 4], [3, 4]);
        yield return GradientCase.Of("SquaredDistance of images", o => o[0].SquaredDistance(o[1]), [2, 2, 3], [2, 2, 3]);
        yield return GradientCase.Of("GaussianSample of one", o => o[0].GaussianSample(o[1], 1, new Rng(4)).Square(), [3, 4], [3, 4]);
    }

    private static Tensor Mask(Tensor like, int rows, int columns) => Tensor.From(Numbers.Mask(rows * columns, 3), new Shape(rows, columns), like.Backend);
}
