using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Functions of one element. Their formulas and derivatives are the backend's.</content>
public static partial class TensorOperations
{
    private static readonly ElementwiseOperation s_elementwise = new();

    /// <summary>e to the x.</summary>
    public static Tensor Exp(this Tensor x) => Elementwise(x, UnaryOperation.Exp);

    /// <summary>The natural logarithm.</summary>
    public static Tensor Log(this Tensor x) => Elementwise(x, UnaryOperation.Log);

    /// <summary>The square root.</summary>
    public static Tensor Sqrt(this Tensor x) => Elementwise(x, UnaryOperation.Sqrt);

    /// <summary>x times x.</summary>
    public static Tensor Square(this Tensor x) => Elementwise(x, UnaryOperation.Square);

    /// <summary>The magnitude; its derivative at 0 is 0.</summary>
    public static Tensor Abs(this Tensor x) => Elementwise(x, UnaryOperation.Abs);

    /// <summary>-x.</summary>
    public static Tensor Negate(this Tensor x) => Elementwise(x, UnaryOperation.Negate);

    /// <summary>1 / x.</summary>
    public static Tensor Reciprocal(this Tensor x) => Elementwise(x, UnaryOperation.Reciprocal);

    /// <summary>-1, 0 or 1. It has no gradient.</summary>
    public static Tensor Sign(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Empty(x.Shape, x.Backend);
        x.Backend.Unary(UnaryOperation.Sign, x, y, 0);
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>The sine of x radians.</summary>
    public static Tensor Sin(this Tensor x) => Elementwise(x, UnaryOperation.Sin);

    /// <summary>The cosine of x radians.</summary>
    public static Tensor Cos(this Tensor x) => Elementwise(x, UnaryOperation.Cos);

    /// <summary>The hyperbolic tangent.</summary>
    public static Tensor Tanh(this Tensor x) => Elementwise(x, UnaryOperation.Tanh);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Tensor Sigmoid(this Tensor x) => Elementwise(x, UnaryOperation.Sigmoid);

    /// <summary>log(1 + exp(x)).</summary>
    public static Tensor Softplus(this Tensor x) => Elementwise(x, UnaryOperation.Softplus);

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(this Tensor x) => Elementwise(x, UnaryOperation.Relu);

    /// <summary>x where positive, else <paramref name="slope"/> x.</summary>
    public static Tensor LeakyRelu(this Tensor x, float slope = 0.01f) => Elementwise(x, UnaryOperation.LeakyRelu, slope);

    /// <summary>x where positive, else exp(x) - 1.</summary>
    public static Tensor Elu(this Tensor x) => Elementwise(x, UnaryOperation.Elu);

    /// <summary>x times the normal distribution function of x, in its tanh approximation.</summary>
    public static Tensor Gelu(this Tensor x) => Elementwise(x, UnaryOperation.Gelu);

    /// <summary>x sigmoid(x).</summary>
    public static Tensor Silu(this Tensor x) => Elementwise(x, UnaryOperation.Silu);

    /// <summary>The logarithm of the gamma function of a positive x; infinite at 0 and not a number below.</summary>
    public static Tensor LogGamma(this Tensor x) => Elementwise(x, UnaryOperation.LogGamma);

    /// <summary>The digamma function of a positive x: the derivative of <see cref="LogGamma"/>.</summary>
    public static Tensor Digamma(this Tensor x) => Elementwise(x, UnaryOperation.Digamma);

    /// <summary>
    /// What Stirling's formula (x - 1/2) log x - x + log(2 pi) / 2 lacks of the logarithm of the gamma function of a positive
    /// x: it falls to 0, so that differences of <see cref="LogGamma"/> at large x can be had without losing their digits.
    /// </summary>
    public static Tensor StirlingError(this Tensor x) => Elementwise(x, UnaryOperation.StirlingError);

    /// <summary>x, but at least <paramref name="minimum"/> and at most <paramref name="maximum"/>; no gradient passes outside them. An infinite limit is none.</summary>
    /// <exception cref="TensorException">The minimum is not below or at the maximum.</exception>
    public static Tensor Clip(this Tensor x, float minimum, float maximum)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(minimum <= maximum))
        {
            throw new TensorException($"Clip needs a minimum that is at most the maximum, not {minimum} and {maximum}.");
        }
        Tensor y = float.IsNegativeInfinity(minimum) ? x : Elementwise(x, UnaryOperation.ClipMinimum, minimum);
        return float.IsPositiveInfinity(maximum) ? y : Elementwise(y, UnaryOperation.ClipMaximum, maximum);
    }

    private static Tensor Elementwise(Tensor x, UnaryOperation operation, float parameter = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Empty(x.Shape, x.Backend);
        x.Backend.Unary(operation, x, y, parameter);
        Tape.Current?.Record(new Node(s_elementwise, y, x) { Code = (int)operation, Number = parameter });
        return y;
    }

    private sealed class ElementwiseOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dx = d.Target(n.A!, out bool accumulate);
            n.Output.Backend.UnaryGradient((UnaryOperation)n.Code, n.A!, n.Output, d.OutputGradient, dx, n.Number, accumulate);
        }
    }
}
