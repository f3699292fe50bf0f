using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>The matrix product and the linear map.</content>
public abstract partial class BackendContract
{
    private static readonly int[] s_sizes = [0, 1, 2, 3, 5, 7, 8, 12, 13, 16, 17, 24, 31, 32, 33, 48, 50, 64, 65, 100, 128];

    private static readonly Activation[] s_activations =
        [Activation.None, Activation.Relu, Activation.LeakyRelu, Activation.Elu, Activation.Tanh, Activation.Sigmoid, Activation.Softplus];

    [Fact]
    public void MatMul_AwkwardSizes_AgreesWithReference()
    {
        Backend backend = Create(2);
        for (int i = 0; i < s_sizes.Length; i++)
        {
            for (int j = 0; j < s_sizes.Length; j++)
            {
                for (int kind = 0; kind < 4; kind++)
                {
                    CheckMatMul(backend, s_sizes[i], s_sizes[j], s_sizes[((7 * i) + (3 * j) + (5 * kind)) % s_sizes.Length], kind, (i + j) % 2 == 0);
                }
            }
        }
    }

    [Fact]
    public void MatMul_LargeSizes_AgreesWithReference()
    {
        Backend backend = Create(2);
        (int Rows, int Columns, int Depth)[] sizes =
        [
            (257, 200, 100), (128, 257, 300), (100, 784, 64), (1, 1000, 257), (1000, 1, 257), (300, 2, 512), (2, 300, 513), (40, 50, 1100), (256, 64, 256), (65, 33, 1025), (31, 16, 32), (50, 8, 600), (1, 4, 18),
        ];
        foreach ((int rows, int columns, int depth) in sizes)
        {
            for (int kind = 0; kind < 4; kind++)
            {
                CheckMatMul(backend, rows, columns, depth, kind, kind % 2 == 1);
            }
        }
    }

    [Fact]
    public void MatMul_NaN_ReachesItsRowOnly()
    {
        Backend backend = Create(1);
        float[] left = Numbers.Normal(20 * 30, 1);
        left[(7 * 30) + 11] = float.NaN;
        Tensor c = Result(backend, new Shape(20, 40));
        backend.MatMul(Numbers.On(backend, left, new Shape(20, 30)), false, Tensor.Zeros(new Shape(30, 40), backend), false, c, false);
        float[] results = c.ToArray();
        for (int i = 0; i < results.Length; i++)
        {
            float.IsNaN(results[i]).ShouldBe(i / 40 == 7);
        }
    }

    [Fact]
    public void Linear_EveryActivation_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int[] x, int outputs) in LinearShapes)
        {
            foreach (Activation activation in s_activations)
            {
                foreach (bool hasBias in (bool[])[false, true])
                {
                    Agree(backend, $"Linear of {new Shape(x)} to {outputs}, {activation}, bias {hasBias}", 1e-5, ProductTolerance(x[^1]), b => LinearForward(b, x, outputs, activation, hasBias));
                }
            }
        }
    }

    [Fact]
    public void LinearGradient_EveryActivation_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int[] x, int outputs) in LinearShapes)
        {
            foreach (Activation activation in s_activations)
            {
                CheckLinearGradient(backend, x, outputs, activation, targets: 7, accumulated: (int)activation % 2 == 0 ? 0 : 7, zeros: 2);
            }
        }
    }

    [Fact]
    public void LinearGradient_SomeTargets_FillsThoseAlone()
    {
        Backend backend = Create(2);
        for (int targets = 0; targets < 8; targets++)
        {
            for (int accumulated = 0; accumulated < 8; accumulated++)
            {
                CheckLinearGradient(backend, [13, 17], 19, Activation.Tanh, targets, accumulated, zeros: 3);
            }
        }
    }

    [Fact]
    public void LinearGradient_MostRowsZero_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int zeros in (int[])[1, 4, 40, -8])
        {
            foreach (int accumulated in (int[])[0, 7])
            {
                CheckLinearGradient(backend, [130, 40], 50, Activation.Relu, 7, accumulated, zeros);
            }
        }
    }

    [Fact]
    public void LinearGradient_MostUnitsZero_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int units in (int[])[2, 7, 50, 51])
        {
            foreach (int zeros in (int[])[1, 4])
            {
                foreach (int accumulated in (int[])[0, 7])
                {
                    CheckLinearGradient(backend, [130, 40], 50, Activation.Relu, 7, accumulated, zeros, units);
                }
            }
        }
    }

    private static (int[] X, int Outputs)[] LinearShapes =>
    [
        ([1, 1], 1), ([0, 5], 3), ([3, 5], 7), ([2, 3, 5], 4), ([1, 64], 64), ([17, 33], 16), ([5, 257], 31), ([12, 32], 32), ([13, 48], 33), ([64, 100], 48), ([100, 128], 200), ([130, 300], 65), ([40, 32], 16), ([7, 520], 8),
    ];

    private static double ProductTolerance(int depth) => 2e-6 + (2e-6 * Math.Sqrt(depth));

    private static void CheckMatMul(Backend backend, int rows, int columns, int depth, int kind, bool accumulate)
    {
        bool transposeA = (kind & 1) != 0, transposeB = (kind & 2) != 0;
        Agree(backend, $"MatMul [{rows}, {depth}] (transposed: {transposeA}) by [{depth}, {columns}] (transposed: {transposeB}), accumulate {accumulate}", 1e-5, ProductTolerance(depth), b =>
        {
            Tensor left = Normal(b, transposeA ? new Shape(depth, rows) : new Shape(rows, depth), 1);
            Tensor right = Normal(b, transposeB ? new Shape(columns, depth) : new Shape(depth, columns), 2);
            Tensor c = Result(b, new Shape(rows, columns), accumulate);
            b.MatMul(left, transposeA, right, transposeB, c, accumulate);
            return c.ToArray();
        });
    }

    private static float[] LinearForward(Backend b, int[] x, int outputs, Activation activation, bool hasBias)
    {
        Tensor y = Result(b, new Shape(x).WithLast(outputs));
        b.Linear(Normal(b, new Shape(x), 1), Normal(b, new Shape(x[^1], outputs), 2, 0.3f), hasBias ? Normal(b, new Shape(outputs), 3) : null, activation, y);
        return y.ToArray();
    }

    /// <summary>Bit 0 of the sets is dx, bit 1 dw, bit 2 dBias; all but one in <paramref name="zeros"/> rows of dy are zero; if it is negative, one in so many is. Of <paramref name="units"/> units one has a gradient.</summary>
    private static void CheckLinearGradient(Backend backend, int[] extents, int outputs, Activation activation, int targets, int accumulated, int zeros, int units = 1)
    {
        var x = new Shape(extents);
        int inputs = extents[^1], rows = x.Length / inputs;
        float[] y = LinearForward(s_reference, extents, outputs, activation, true);
        float[] dy = Numbers.Normal(y.Length, 4);
        for (int i = 0; i < dy.Length; i++)
        {
            dy[i] = (i / outputs % zeros == 0) == (zeros > 0) && i % outputs % units == units - 1 ? dy[i] : 0;
        }
        Agree(backend, $"gradient of Linear of {x} to {outputs}, {activation}, targets {targets}, accumulated {accumulated}, one of {units} units", 1e-5, ProductTolerance(Math.Max(rows, outputs)), b =>
        {
            GradientTarget dx = Target(0, x), dw = Target(1, new Shape(inputs, outputs)), dBias = Target(2, new Shape(outputs));
            b.LinearGradient(
                Normal(b, x, 1),
                Normal(b, new Shape(inputs, outputs), 2, 0.3f),
                Numbers.On(b, y, x.WithLast(outputs)),
                Numbers.On(b, dy, x.WithLast(outputs)),
                activation,
                dx,
                dw,
                dBias);
            return Join(dx.Tensor, dw.Tensor, dBias.Tensor);

            GradientTarget Target(int bit, Shape shape)
            {
                bool accumulate = (accumulated & (1 << bit)) != 0;
                return (targets & (1 << bit)) == 0 ? default : new GradientTarget(Result(b, shape, accumulate), accumulate);
            }
        });
    }
}
