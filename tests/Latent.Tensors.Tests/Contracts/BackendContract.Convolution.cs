using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Convolution: all three kernels over geometries that no layer would have, and those that layers do have.</content>
public abstract partial class BackendContract
{
    private sealed record Window(int[] Input, int[] Kernel, int Outputs, ConvolutionGeometry Geometry)
    {
        public Shape X => new(Input);

        public Shape W => new([.. Kernel, Input[^1] / Geometry.Groups, Outputs]);

        public Shape Y
        {
            get
            {
                int[] spatial = new int[Kernel.Length];
                Geometry.ResultExtents(Input.AsSpan(1, Kernel.Length), Kernel, false, spatial);
                return new Shape([Input[0], .. spatial, Outputs]);
            }
        }

        public override string ToString() => $"{X} * {W}, stride {Geometry.Stride[0]}, padding {Geometry.Padding[0]}, dilation {Geometry.Dilation[0]}, groups {Geometry.Groups}";
    }

    private static readonly Window[] s_windows =
    [
        new([2, 7, 4], [3], 5, new(1, 1)),
        new([3, 9, 17], [4], 33, new(2, 1)),
        new([2, 11, 3], [3], 2, new(3, 2, 2)),
        new([2, 6, 6, 1], [4, 4], 32, new(2, 1)),
        new([2, 6, 7, 3], [3, 3], 40, new(2, 1)),
        new([3, 5, 6, 32], [3, 3], 64, new(1, 1)),
        new([1, 4, 4, 64], [4, 4], 32, new(2, 1)),
        new([2, 5, 5, 20], [1, 1], 50, new()),
        new([2, 5, 5, 20], [1, 1], 10, new(2)),
        new([2, 8, 6, 32], [3, 3], 3, new(1, 1)),
        new([2, 8, 6, 16], [3, 3], 1, new(1, 2, 2)),
        new([2, 8, 6, 16], [5, 2], 4, new([1, 1], [2, 1])),
        new([2, 9, 9, 1], [4, 4], 32, new(2, 1)),
        new([2, 9, 8, 3], [3, 3], 24, new(2, 1)),
        new([2, 9, 8, 2], [3, 5], 24, new([2, 3], [1, 2], [2, 1])),
        new([2, 7, 7, 12], [3, 3], 18, new(1, 1, 1, 3)),
        new([2, 7, 7, 8], [3, 3], 8, new(2, 1, 1, 8)),
        new([1, 10, 12, 6], [3, 3], 4, new(2, 2, 3, 2)),
        new([1, 3, 3, 2], [2, 2], 3, new(4, 1)),
        new([2, 4, 5, 6, 3], [3, 3, 3], 17, new(1, 1)),
        new([1, 5, 4, 6, 16], [2, 4, 3], 8, new([2, 2, 1], [1, 1, 0])),
        new([1, 6, 6, 6, 4], [3, 3, 3], 1, new(1, 1)),
        new([2, 4, 4, 300], [3, 3], 257, new(2, 1)),
        new([5, 14, 14, 32], [4, 4], 64, new(2, 1)),
        new([3, 9, 12, 16], [4, 4], 48, new(2, 1)),
        new([2, 10, 9, 32], [4, 4], 16, new(2, 2)),
        new([7, 8, 8, 16], [4, 4], 32, new(2)),
        new([2, 17, 16, 16], [4, 4], 16, new(2, 3)),
    ];

    public static TheoryData<int> Windows => [.. Enumerable.Range(0, s_windows.Length)];

    [Theory]
    [MemberData(nameof(Windows))]
    public void Convolution_AnyGeometry_AgreesWithReference(int which)
    {
        Window c = s_windows[which];
        Activation activation = s_activations[which % s_activations.Length];
        foreach (bool accumulate in (ReadOnlySpan<bool>)[false, true])
        {
            Agree(Create(2), c.ToString(), 2e-5, 1e-4, b => Convolved(b, c, activation, accumulate));
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void ConvolutionTransposed_AnyGeometry_AgreesWithReference(int which)
    {
        Window c = s_windows[which];
        Activation activation = s_activations[which % s_activations.Length];
        foreach (bool accumulate in (ReadOnlySpan<bool>)[false, true])
        {
            Agree(Create(2), c.ToString(), 2e-5, 1e-4, b => Transposed(b, c, activation, accumulate));
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void ConvolutionWeightGradient_AnyGeometry_AgreesWithReference(int which)
    {
        Window c = s_windows[which];
        foreach (bool accumulate in (ReadOnlySpan<bool>)[false, true])
        {
            Agree(Create(2), c.ToString(), 2e-5, 1e-4, b => WeightsOf(b, c, accumulate));
        }
    }

    [Fact]
    public void ActivationGradient_EveryActivation_AgreesWithReference()
    {
        foreach (Activation activation in s_activations)
        {
            foreach (bool accumulate in (ReadOnlySpan<bool>)[false, true])
            {
                Agree(Create(2), activation.ToString(), 1e-5, 1e-5, b =>
                {
                    Tensor dy = Normal(b, new Shape(3, 50, 37), 2), dBias = Result(b, new Shape(37), accumulate);
                    b.ActivationGradient(Unit(b, 150, 37).View(new Shape(3, 50, 37)), dy, activation, new GradientTarget(dBias, accumulate));
                    return Join(dy, dBias);
                });
            }
        }
    }

    [Fact]
    public void MatMul_BlocksOfZeros_AgreesWithReference()
    {
        foreach ((bool transposed, int zeros) in (ReadOnlySpan<(bool, int)>)[(false, 3), (true, 3), (false, 1), (true, 1)])
        {
            Agree(Create(2), $"transposed {transposed}, zeros {zeros}", 1e-5, 1e-4, b =>
            {
                float[] left = Numbers.Normal(100 * 600, 1);
                for (int i = 0; i < left.Length; i++)
                {
                    // Runs of columns that are zero in most rows, and one row in which they are not.
                    int row = transposed ? i % 100 : i / 600, step = transposed ? i / 100 : i % 600;
                    left[i] = step / 40 % 4 < zeros && row != 57 ? 0 : left[i];
                }
                Tensor c = Result(b, new Shape(100, 200));
                b.MatMul(Numbers.On(b, left, transposed ? new Shape(600, 100) : new Shape(100, 600)), transposed, Normal(b, new Shape(600, 200), 2), false, c, false);
                return c.ToArray();
            });
        }
    }

    private static ConvolutionShape ShapeOf(Window c) => ConvolutionShape.Of(c.X, c.Y, c.W, c.Geometry);

    private static float[] Convolved(Backend b, Window c, Activation activation, bool accumulate)
    {
        Tensor y = Result(b, c.Y, accumulate);
        b.Convolution(ShapeOf(c), Normal(b, c.X, 1), Normal(b, c.W, 2, 0.3f), accumulate ? null : Normal(b, new Shape(c.Outputs), 3), accumulate ? Activation.None : activation, y, accumulate);
        return y.ToArray();
    }

    private static float[] Transposed(Backend b, Window c, Activation activation, bool accumulate)
    {
        Tensor x = Result(b, c.X, accumulate);
        b.ConvolutionTransposed(ShapeOf(c), Normal(b, c.Y, 1), Normal(b, c.W, 2, 0.3f), accumulate ? null : Normal(b, new Shape(c.X.Columns), 3), accumulate ? Activation.None : activation, x, accumulate);
        return x.ToArray();
    }

    private static float[] WeightsOf(Backend b, Window c, bool accumulate)
    {
        Tensor dw = Result(b, c.W, accumulate);
        b.ConvolutionWeightGradient(ShapeOf(c), Normal(b, c.X, 1), Normal(b, c.Y, 2), dw, accumulate);
        return dw.ToArray();
    }
}
