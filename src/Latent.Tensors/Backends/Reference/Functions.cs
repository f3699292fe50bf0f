namespace Latent.Tensors.Backends.Reference;

/// <summary>The functions of one element and their derivatives, in double precision.</summary>
internal static class Functions
{
    private const double GeluScale = 0.79788456080286535588; // sqrt(2 / pi)
    private const double GeluCube = 0.044715;

    public static double Value(UnaryOperation operation, double x, double parameter) => operation switch
    {
        UnaryOperation.Negate => -x,
        UnaryOperation.Abs => Math.Abs(x),
        UnaryOperation.Exp => Math.Exp(x),
        UnaryOperation.Log => Math.Log(x),
        UnaryOperation.Sqrt => Math.Sqrt(x),
        UnaryOperation.Square => x * x,
        UnaryOperation.Reciprocal => 1 / x,
        UnaryOperation.Sign => Sign(x),
        UnaryOperation.Sin => Math.Sin(x),
        UnaryOperation.Cos => Math.Cos(x),
        UnaryOperation.Tanh => Math.Tanh(x),
        UnaryOperation.Sigmoid => Sigmoid(x),
        UnaryOperation.Softplus => Softplus(x),
        UnaryOperation.Relu => Math.Max(x, 0),
        UnaryOperation.LeakyRelu => x > 0 ? x : parameter * x,
        UnaryOperation.Elu => x > 0 ? x : ExpMinusOne(x),
        UnaryOperation.Gelu => 0.5 * x * (1 + Math.Tanh(GeluScale * (x + (GeluCube * x * x * x)))),
        UnaryOperation.Silu => x * Sigmoid(x),
        UnaryOperation.ClipMinimum => Math.Max(x, parameter),
        UnaryOperation.ClipMaximum => Math.Min(x, parameter),
        UnaryOperation.LogGamma => GammaFunctions.Log(x),
        UnaryOperation.Digamma => GammaFunctions.Digamma(x),
        UnaryOperation.StirlingError => GammaFunctions.StirlingError(x),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>f'(x), where y = f(x). At a kink it is the derivative on the left, except that a clip passes at its limit and |x| has 0.</summary>
    public static double Derivative(UnaryOperation operation, double x, double y, double parameter) => operation switch
    {
        UnaryOperation.Negate => -1,
        UnaryOperation.Abs => Sign(x),
        UnaryOperation.Exp => y,
        UnaryOperation.Log => 1 / x,
        UnaryOperation.Sqrt => 0.5 / y,
        UnaryOperation.Square => 2 * x,
        UnaryOperation.Reciprocal => -y * y,
        UnaryOperation.Sign => 0,
        UnaryOperation.Sin => Math.Cos(x),
        UnaryOperation.Cos => -Math.Sin(x),
        UnaryOperation.Tanh => 1 - (y * y),
        UnaryOperation.Sigmoid => y * (1 - y),
        UnaryOperation.Softplus => Sigmoid(x),
        UnaryOperation.Relu => x > 0 ? 1 : 0,
        UnaryOperation.LeakyRelu => x > 0 ? 1 : parameter,
        UnaryOperation.Elu => x > 0 ? 1 : y + 1,
        UnaryOperation.Gelu => GeluDerivative(x),
        UnaryOperation.Silu => Sigmoid(x) * (1 + (x * (1 - Sigmoid(x)))),
        UnaryOperation.ClipMinimum => x >= parameter ? 1 : 0,
        UnaryOperation.ClipMaximum => x <= parameter ? 1 : 0,
        UnaryOperation.LogGamma => GammaFunctions.Digamma(x),
        UnaryOperation.Digamma => GammaFunctions.Trigamma(x),
        UnaryOperation.StirlingError => GammaFunctions.StirlingErrorDerivative(x),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>The activation after a linear map.</summary>
    public static double Value(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Math.Max(x, 0),
        Activation.LeakyRelu => x > 0 ? x : 0.01 * x,
        Activation.Elu => x > 0 ? x : ExpMinusOne(x),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => Sigmoid(x),
        Activation.Softplus => Softplus(x),
        Activation.Gelu => Value(UnaryOperation.Gelu, x, 0),
        Activation.Silu => Value(UnaryOperation.Silu, x, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    /// <summary>The activation's derivative, from its argument.</summary>
    public static double DerivativeAt(Activation activation, double x) => activation switch
    {
        Activation.Gelu => Derivative(UnaryOperation.Gelu, x, 0, 0),
        Activation.Silu => Derivative(UnaryOperation.Silu, x, 0, 0),
        _ => Derivative(activation, Value(activation, x)),
    };

    /// <summary>The activation's derivative, from its value alone.</summary>
    public static double Derivative(Activation activation, double y) => activation switch
    {
        Activation.None => 1,
        Activation.Relu => y > 0 ? 1 : 0,
        Activation.LeakyRelu => y > 0 ? 1 : 0.01,
        Activation.Elu => y > 0 ? 1 : y + 1,
        Activation.Tanh => 1 - (y * y),
        Activation.Sigmoid => y * (1 - y),
        Activation.Softplus => -ExpMinusOne(-y),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    public static double Value(BinaryOperation operation, double a, double b) => operation switch
    {
        BinaryOperation.Add => a + b,
        BinaryOperation.Subtract => a - b,
        BinaryOperation.Multiply => a * b,
        BinaryOperation.Divide => a / b,
        BinaryOperation.Minimum => Math.Min(a, b),
        BinaryOperation.Maximum => Math.Max(a, b),
        BinaryOperation.Greater => a > b ? 1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>log(1 + exp(x)), for large x without overflow and for very negative x without losing it against the 1.</summary>
    public static double Softplus(double x)
    {
        double small = Math.Exp(-Math.Abs(x));
        return Math.Max(x, 0) + (small < 1e-6 ? small - (small * small / 2) : Math.Log(1 + small));
    }

    public static double ExpMinusOne(double x) => Math.Abs(x) < 1e-6 ? x + (x * x / 2) : Math.Exp(x) - 1;

    private static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;

    private static double GeluDerivative(double x)
    {
        double t = Math.Tanh(GeluScale * (x + (GeluCube * x * x * x)));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * GeluScale * (1 + (3 * GeluCube * x * x)));
    }
}
