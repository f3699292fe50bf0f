namespace Latent.Tensors.Ops;

/// <content>The end of a gradient.</content>
public static partial class TensorOperations
{
    /// <summary>The same values, which no gradient passes. Nothing is copied.</summary>
    public static Tensor Detach(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.View(x.Shape);
    }
}
