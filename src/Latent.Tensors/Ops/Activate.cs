namespace Latent.Tensors.Ops;

/// <content>Activations by name.</content>
public static partial class TensorOperations
{
    /// <summary>The activation function, element by element.</summary>
    public static Tensor Activate(this Tensor x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => x.Relu(),
        Activation.LeakyRelu => x.LeakyRelu(),
        Activation.Elu => x.Elu(),
        Activation.Tanh => x.Tanh(),
        Activation.Sigmoid => x.Sigmoid(),
        Activation.Softplus => x.Softplus(),
        Activation.Gelu => x.Gelu(),
        Activation.Silu => x.Silu(),
        _ => throw new TensorException($"There is no activation {activation}."),
    };
}
