using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>The same bits on any number of threads.</content>
public abstract partial class BackendContract
{
    private static readonly (string Name, Func<Backend, float[]> Kernel)[] s_parallel =
    [
        ("Unary", b => One(b, 100_003, y => b.Unary(UnaryOperation.Tanh, Normal(b, y.Shape, 1), y, 0))),
        ("UnaryGradient", b => One(b, 100_003, y => b.UnaryGradient(UnaryOperation.Gelu, Normal(b, y.Shape, 1), Normal(b, y.Shape, 2), Normal(b, y.Shape, 3), y, 0, false))),
        ("Affine", b => One(b, 100_003, y => b.Affine(Normal(b, y.Shape, 1), 2, 3, y, false))),
        ("Binary", b => One(b, 100_003, y => b.Binary(BinaryOperation.Divide, Normal(b, y.Shape, 1), Normal(b, y.Shape, 2), y, false))),
        ("Reduce all", b => Reduced(b, new Shape(200_003), Shape.Scalar)),
        ("Reduce rows", b => Reduced(b, new Shape(300, 401), new Shape(300, 1))),
        ("Reduce columns", b => Reduced(b, new Shape(1000, 201), new Shape(201))),
        ("Reduce middle", b => Reduced(b, new Shape(30, 100, 50), new Shape(30, 1, 50))),
        ("Random", b => One(b, 100_003, y => b.Random(RandomDistribution.Normal, 1, 2, y))),
        ("MatMul", b => Product(b, 130, 270, 600, false, false)),
        ("MatMul transposed A", b => Product(b, 270, 130, 600, true, false)),
        ("MatMul transposed B", b => Product(b, 100, 300, 300, false, true)),
        ("MatMul skinny", b => Product(b, 2, 500, 2000, false, false)),
        ("Linear", b => LinearForward(b, [200, 300], 150, Activation.Tanh, true)),
        ("LinearGradient", b => LinearGradientOnce(b, Normal(b, new Shape(200, 150), 4))),
        ("LinearGradient of some units", b => LinearGradientOnce(b, Numbers.On(b, [.. Numbers.Normal(200 * 150, 4).Select((v, i) => i % 150 % 3 == 0 ? v : 0)], new Shape(200, 150)))),
        ("Convolution", b => Convolved(b, s_large, Activation.Tanh, false)),
        ("Convolution with many weights", b => Convolved(b, s_deep, Activation.Relu, false)),
        ("ConvolutionTransposed", b => Transposed(b, s_large, Activation.Tanh, false)),
        ("ConvolutionTransposed to few channels", b => Transposed(b, s_thin, Activation.None, false)),
        ("ConvolutionWeightGradient", b => WeightsOf(b, s_large, false)),
        ("ConvolutionWeightGradient with many weights", b => WeightsOf(b, s_deep, false)),
        ("ScatterAdd", b => One(b, 100 * 64, y => b.ScatterAdd(Normal(b, new Shape(3000, 64), 2), new Indices([.. Enumerable.Range(0, 3000).Select(i => i * 7 % 100)]), y.View(new Shape(100, 64))), true)),
        ("Softmax", b => One(b, 120_000, y => b.Softmax(Normal(b, new Shape(2000, 60), 1), y.View(new Shape(2000, 60))))),
        ("LogSumExp", b => One(b, 2000, y => b.LogSumExp(Normal(b, new Shape(2000, 60), 1), y.View(new Shape(2000, 1))))),
        ("Bernoulli", b => One(b, 500, y => b.BernoulliLogProbability(Normal(b, new Shape(500, 300), 1), Unit(b, 100, 300), null, y))),
        ("Gaussian", b => One(b, 500, y => b.GaussianLogProbability(Normal(b, new Shape(100, 300), 1), Normal(b, new Shape(500, 300), 2), Normal(b, new Shape(1, 300), 3), null, y))),
        ("GaussianSample", b => One(b, 100_000, y => b.GaussianSample(Normal(b, new Shape(250, 40), 1), Normal(b, new Shape(250, 40), 2), 3, 4, y.View(new Shape(2500, 40))))),
        ("GaussianSampleGradient", SampleGradientOnce),
        ("Normalize a batch", b => NormalizedOnce(b, new(1, 5003, 48, 48))),
        ("Normalize a batch of few channels", b => NormalizedOnce(b, new(1, 40_001, 3, 3))),
        ("Normalize groups", b => NormalizedOnce(b, new(20, 200, 24, 4))),
        ("Normalize layers", b => NormalizedOnce(b, new(1500, 1, 64, 1))),
        ("Resample", b => ResampledOnce(b, [5, 30, 40, 17], Resampling.Linear([30, 40], [37, 21]))),
        ("MaxPooling", b => PooledOnce(b, [5, 30, 40, 17], Resampling.Average([30, 40], [3], [2], [1]))),
        ("Dropout", b => One(b, 100_003, y => b.Dropout(Normal(b, y.Shape, 1), 0.3f, 5, 6, y, false))),
        ("SumOfSquares", b => [.. BitConverter.GetBytes(b.SumOfSquares(Normal(b, new Shape(200_003), 1))).Select(x => (float)x)]),
    ];

    private static Window s_large => new([20, 14, 14, 32], [4, 4], 64, new(2, 1));

    private static Window s_deep => new([4, 4, 4, 300], [3, 3], 257, new(2, 1));

    private static Window s_thin => new([16, 28, 28, 1], [4, 4], 32, new(2, 1));

    public static TheoryData<string> ParallelNames => [.. s_parallel.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(ParallelNames))]
    public void Kernel_AnyNumberOfThreads_GivesTheSameBits(string name)
    {
        Func<Backend, float[]> kernel = s_parallel.Single(entry => entry.Name == name).Kernel;
        float[] expected = kernel(Create(1));
        Agreement.CheckBits($"{name} on 2 threads", kernel(Create(2)), expected);
        Agreement.CheckBits($"{name} on 3 threads", kernel(Create(3)), expected);
        Agreement.CheckBits($"{name} on 3 threads again", kernel(Create(3)), expected);
    }

    private static float[] One(Backend b, int length, Action<Tensor> kernel, bool accumulate = false)
    {
        Tensor y = Result(b, new Shape(length), accumulate);
        kernel(y);
        return y.ToArray();
    }

    private static float[] Reduced(Backend b, Shape x, Shape y)
    {
        Tensor result = Result(b, y);
        b.Reduce(ReduceOperation.Sum, Normal(b, x, 1), result, false);
        return result.ToArray();
    }

    private static float[] Product(Backend b, int rows, int columns, int depth, bool transposeA, bool transposeB)
    {
        Tensor c = Result(b, new Shape(rows, columns));
        Tensor left = Normal(b, transposeA ? new Shape(depth, rows) : new Shape(rows, depth), 1), right = Normal(b, transposeB ? new Shape(columns, depth) : new Shape(depth, columns), 2);
        b.MatMul(left, transposeA, right, transposeB, c, false);
        return c.ToArray();
    }

    private static float[] LinearGradientOnce(Backend b, Tensor dy)
    {
        Tensor dx = Result(b, new Shape(200, 300)), dw = Result(b, new Shape(300, 150)), dBias = Result(b, new Shape(150));
        b.LinearGradient(
            Normal(b, dx.Shape, 1), Normal(b, dw.Shape, 2), Normal(b, new Shape(200, 150), 3), dy, Activation.Tanh, new(dx, false), new(dw, false), new(dBias, false));
        return Join(dx, dw, dBias);
    }

    private static float[] SampleGradientOnce(Backend b)
    {
        Tensor dMean = Result(b, new Shape(250, 40)), dLogVariance = Result(b, new Shape(250, 40));
        b.GaussianSampleGradient(Normal(b, dMean.Shape, 1), Normal(b, new Shape(2500, 40), 2), Normal(b, new Shape(2500, 40), 3), new(dMean, false), new(dLogVariance, false));
        return Join(dMean, dLogVariance);
    }
}
