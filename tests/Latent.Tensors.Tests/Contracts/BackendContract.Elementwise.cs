using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Functions of one, two and three elements.</content>
public abstract partial class BackendContract
{
    public static TheoryData<string> UnaryNames => [.. Enum.GetNames<UnaryOperation>()];

    public static TheoryData<string> BinaryNames => [.. Enum.GetNames<BinaryOperation>()];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void Unary_EveryLength_AgreesWithReference(string name)
    {
        Backend backend = Create(2);
        UnaryOperation operation = Enum.Parse<UnaryOperation>(name);
        foreach (int n in Lengths)
        {
            Agree(backend, $"{name} of {n}", 2e-6, 1e-6, b =>
            {
                Tensor y = Result(b, new Shape(n));
                b.Unary(operation, Unary(b, operation, n), y, 0.3f);
                return y.ToArray();
            });
        }
    }

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void UnaryGradient_EveryLength_AgreesWithReference(string name)
    {
        Backend backend = Create(2);
        UnaryOperation operation = Enum.Parse<UnaryOperation>(name);
        foreach (int n in Lengths)
        {
            Tensor y = Result(s_reference, new Shape(n));
            s_reference.Unary(operation, Unary(s_reference, operation, n), y, 0.3f);
            float[] ys = y.ToArray();
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"gradient of {name} of {n}, accumulate {accumulate}", 4e-6, operation is UnaryOperation.Gelu ? 8e-6 : 3e-6, b =>
                {
                    Tensor dx = Result(b, new Shape(n), accumulate);
                    b.UnaryGradient(operation, Unary(b, operation, n), Numbers.On(b, ys, new Shape(n)), Normal(b, new Shape(n), 3), dx, 0.3f, accumulate);
                    return dx.ToArray();
                });
            }
        }
    }

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void Unary_SpecialValues_AgreesWithReference(string name)
    {
        Backend backend = Create(1);
        UnaryOperation operation = Enum.Parse<UnaryOperation>(name);
        IEnumerable<float> values =
        [
            float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, 1e-40f, -1e-40f, 1.2e-38f, -1.2e-38f, 1e-7f, -1e-7f,
            1, -1, 20, -20, 50, -50, 88.5f, -88.5f, 89, -89, 104, -104, 1e4f, -1e4f, 1e30f, -1e30f, float.MaxValue, float.MinValue,
        ];
        if (operation is UnaryOperation.Gelu or UnaryOperation.Silu)
        {
            values = values.Where(x => !float.IsNegativeInfinity(x));
        }
        if (operation is UnaryOperation.Sin or UnaryOperation.Cos)
        {
            values = values.Where(x => !float.IsFinite(x) || MathF.Abs(x) < 1e3f);
        }
        float[] list = [.. values];
        foreach (int repeat in (int[])[1, 40])
        {
            float[] xs = [.. list.SelectMany(x => Enumerable.Repeat(x, repeat))];
            Agree(backend, $"{name} of special values", 2e-6, 1e-37, b =>
            {
                Tensor y = Result(b, new Shape(xs.Length));
                b.Unary(operation, Numbers.On(b, xs, new Shape(xs.Length)), y, 0.3f);
                float[] results = y.ToArray();

                // Results that nearly cancel have an absolute error; round them away.
                return [.. results.Select(r => MathF.Abs(r) < 1e-6f && operation is not (UnaryOperation.Negate or UnaryOperation.Abs or UnaryOperation.Square) ? 0 : r)];
            });
        }
    }

    [Fact]
    public void UnaryGradient_AtKinks_IsTheReferences()
    {
        Backend backend = Create(1);
        foreach (UnaryOperation operation in (UnaryOperation[])[UnaryOperation.Abs, UnaryOperation.Relu, UnaryOperation.LeakyRelu, UnaryOperation.Elu, UnaryOperation.ClipMinimum, UnaryOperation.ClipMaximum])
        {
            float[] xs = [0, -0f, 0.5f, -0.5f, 0.25f, 0.25f, 0.25f, 0];
            Agree(backend, $"gradient of {operation} at its kinks", 1e-6, 1e-6, b =>
            {
                Tensor x = Numbers.On(b, xs, new Shape(8)), y = Result(b, new Shape(8)), dx = Result(b, new Shape(8));
                b.Unary(operation, x, y, 0.25f);
                b.UnaryGradient(operation, x, y, Normal(b, new Shape(8), 5), dx, 0.25f, false);
                return dx.ToArray();
            });
        }
    }

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Binary_EveryLength_AgreesWithReference(string name)
    {
        Backend backend = Create(2);
        BinaryOperation operation = Enum.Parse<BinaryOperation>(name);
        foreach (int n in Lengths)
        {
            CheckBinary(backend, operation, new Shape(n), new Shape(n), new Shape(n));
            CheckBinary(backend, operation, new Shape(n), Shape.Scalar, new Shape(n));
            CheckBinary(backend, operation, new Shape(1), new Shape(n), new Shape(n));
        }
    }

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Binary_AwkwardShapes_AgreesWithReference(string name)
    {
        Backend backend = Create(2);
        BinaryOperation operation = Enum.Parse<BinaryOperation>(name);
        foreach ((int[] a, int[] b, int[] y) in BinaryShapes)
        {
            CheckBinary(backend, operation, new Shape(a), new Shape(b), new Shape(y));
            CheckBinary(backend, operation, new Shape(b), new Shape(a), new Shape(y));
        }
    }

    [Fact]
    public void Binary_SpecialValues_AgreesWithReference()
    {
        Backend backend = Create(1);
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, 1, -1, 1e-40f, 3e38f];
        float[] left = [.. special.SelectMany(x => Enumerable.Repeat(x, special.Length))];
        float[] right = [.. Enumerable.Repeat(special, special.Length).SelectMany(x => x)];
        foreach (BinaryOperation operation in Enum.GetValues<BinaryOperation>())
        {
            foreach (int n in (int[])[left.Length, left.Length - 1, 3])
            {
                Agree(backend, $"{operation} of special values", 1e-6, 1e-37, b =>
                {
                    Tensor y = Result(b, new Shape(n));
                    b.Binary(operation, Numbers.On(b, left[..n], new Shape(n)), Numbers.On(b, right[..n], new Shape(n)), y, false);
                    return y.ToArray();
                });
            }
        }
    }

    [Fact]
    public void Where_EveryLengthAndShape_PicksExactly()
    {
        Backend backend = Create(2);
        foreach (int n in Lengths)
        {
            CheckWhere(backend, new Shape(n), new Shape(n), new Shape(n), new Shape(n));
            CheckWhere(backend, new Shape(n), Shape.Scalar, new Shape(n), new Shape(n));
            CheckWhere(backend, new Shape(n), new Shape(n), Shape.Scalar, new Shape(n));
        }
        foreach ((int[] a, int[] b, int[] y) in BinaryShapes)
        {
            CheckWhere(backend, new Shape(y), new Shape(a), new Shape(b), new Shape(y));
            CheckWhere(backend, new Shape(a), new Shape(b), new Shape(y), new Shape(y));
            CheckWhere(backend, new Shape(b), new Shape(y), Shape.Scalar, new Shape(y));
        }
    }

    [Fact]
    public void AffineCopyFill_EveryLength_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int n in Lengths)
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"Affine of {n}, accumulate {accumulate}", 1e-6, 1e-6, b =>
                {
                    Tensor y = Result(b, new Shape(n), accumulate);
                    b.Affine(Normal(b, new Shape(n), 1), -1.7f, 0.3f, y, accumulate);
                    return y.ToArray();
                });
                Agree(backend, $"Copy of {n}, accumulate {accumulate}", 1e-7, 0, b =>
                {
                    Tensor y = Result(b, new Shape(1, n), accumulate);
                    b.Copy(Normal(b, new Shape(n, 1), 1), y, accumulate);
                    return y.ToArray();
                });
            }
            Tensor filled = Result(backend, new Shape(n));
            backend.Fill(filled, 2.5f);
            filled.ToArray().ShouldAllBe(x => x == 2.5f);
        }
    }

    private static (int[] A, int[] B, int[] Y)[] BinaryShapes =>
    [
        ([3, 1, 5], [1, 4, 5], [3, 4, 5]),
        ([3, 4, 5], [4, 1], [3, 4, 5]),
        ([3, 4, 5], [3, 1, 1], [3, 4, 5]),
        ([7, 1], [1, 33], [7, 33]),
        ([17], [5, 17], [5, 17]),
        ([5, 1], [5, 17], [5, 17]),
        ([1, 17], [5, 17], [5, 17]),
        ([2, 1, 3, 1, 2, 1], [1, 2, 1, 3, 1, 2], [2, 2, 3, 3, 2, 2]),
        ([2, 3, 1, 1], [2, 3, 4, 5], [2, 3, 4, 5]),
        ([2, 3, 4, 5], [3, 1, 1], [2, 3, 4, 5]),
        ([0, 3], [3], [0, 3]),
        ([4, 0], [4, 1], [4, 0]),
        ([1], [1, 1, 1], [1, 1, 1]),
        ([5], [5], [4, 5]),
        ([], [], [7, 3]),
        ([3, 1], [1], [3, 9]),
        ([1, 6], [6], [5, 6]),
        ([2, 1, 4], [2, 1, 1], [2, 3, 4]),
        ([300, 401], [401], [300, 401]),
        ([300, 401], [300, 1], [300, 401]),
        ([300, 1], [401], [300, 401]),
        ([40, 1, 60], [50, 1], [40, 50, 60]),
    ];

    private static Tensor Unary(Backend b, UnaryOperation operation, int n) => operation is UnaryOperation.Log or UnaryOperation.Sqrt or UnaryOperation.LogGamma or UnaryOperation.Digamma or UnaryOperation.StirlingError
        ? Numbers.On(b, Numbers.Positive(n, 1), new Shape(n))
        : Normal(b, new Shape(n), 1, 3);

    private static void CheckBinary(Backend backend, BinaryOperation operation, Shape a, Shape b, Shape y)
    {
        foreach (bool accumulate in (bool[])[false, true])
        {
            Agree(backend, $"{operation} of {a} and {b} to {y}, accumulate {accumulate}", 2e-6, 2e-6, backend =>
            {
                Tensor result = Result(backend, y, accumulate);
                backend.Binary(operation, Normal(backend, a, 1), Normal(backend, b, 2), result, accumulate);
                return result.ToArray();
            });
        }
    }

    private static void CheckWhere(Backend backend, Shape condition, Shape a, Shape b, Shape y) =>
        Agree(backend, $"Where of {condition}, {a} and {b} to {y}", 0, 0, backend =>
        {
            float[] conditions = Numbers.Mask(condition.Length, 4);
            for (int i = 3; i < conditions.Length; i += 7)
            {
                conditions[i] = i % 2 == 0 ? float.NaN : -0f;
            }
            Tensor result = Result(backend, y);
            backend.Where(Numbers.On(backend, conditions, condition), Normal(backend, a, 1), Normal(backend, b, 2), result);
            return result.ToArray();
        });
}
