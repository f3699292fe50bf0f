using Latent.Tensors.Ops;

namespace Latent.Tensors;

/// <content>Arithmetic with the usual signs, element by element and with broadcasting.</content>
public sealed partial class Tensor
{
    /// <summary>a + b.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => a.Add(b);

    /// <summary>a + b.</summary>
    public static Tensor operator +(Tensor a, float b) => a.Add(b);

    /// <summary>a + b.</summary>
    public static Tensor operator +(float a, Tensor b) => b.Add(a);

    /// <summary>a - b.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => a.Subtract(b);

    /// <summary>a - b.</summary>
    public static Tensor operator -(Tensor a, float b) => a.Subtract(b);

    /// <summary>a - b.</summary>
    public static Tensor operator -(float a, Tensor b) => b.Affine(-1, a);

    /// <summary>-x.</summary>
    public static Tensor operator -(Tensor x) => x.Affine(-1);

    /// <summary>a b.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => a.Multiply(b);

    /// <summary>a b.</summary>
    public static Tensor operator *(Tensor a, float b) => a.Multiply(b);

    /// <summary>a b.</summary>
    public static Tensor operator *(float a, Tensor b) => b.Multiply(a);

    /// <summary>a / b.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => a.Divide(b);

    /// <summary>a / b.</summary>
    public static Tensor operator /(Tensor a, float b) => a.Divide(b);

    /// <summary>a / b.</summary>
    public static Tensor operator /(float a, Tensor b) => b.Reciprocal().Multiply(a);
}
