namespace Latent.Tensors;

/// <summary>The function after a linear map. Those whose derivative follows from their value are computed in the matrix product itself.</summary>
public enum Activation
{
    /// <summary>The identity.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, else 0.01 x.</summary>
    LeakyRelu,

    /// <summary>x where positive, else exp(x) - 1 (Clevert et al. 2016).</summary>
    Elu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x times the normal distribution function, in the tanh approximation of Hendrycks and Gimpel 2016.</summary>
    Gelu,

    /// <summary>x sigmoid(x) (Elfwing et al. 2018), also called swish.</summary>
    Silu,
}
