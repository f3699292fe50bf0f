namespace Latent.Tensors.Backends;

/// <summary>Functions of one element. Their meaning is defined by the Reference backend.</summary>
internal enum UnaryOperation
{
    Negate,
    Abs,
    Exp,
    Log,
    Sqrt,
    Square,
    Reciprocal,
    Sign,
    Sin,
    Cos,
    Tanh,
    Sigmoid,
    Softplus,
    Relu,
    LeakyRelu,
    Elu,
    Gelu,
    Silu,
    ClipMinimum,
    ClipMaximum,
    LogGamma,
    Digamma,
    StirlingError,
}

/// <summary>Functions of two elements.</summary>
internal enum BinaryOperation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Minimum,
    Maximum,

    /// <summary>1 where a &gt; b, else 0.</summary>
    Greater,
}

/// <summary>Folds over some dimensions.</summary>
internal enum ReduceOperation
{
    Sum,
    Maximum,
}

/// <summary>What random elements are drawn from.</summary>
internal enum RandomDistribution
{
    /// <summary>Uniform over [0, 1), with 24 bits.</summary>
    Uniform,

    /// <summary>Normal with mean 0 and variance 1.</summary>
    Normal,
}
