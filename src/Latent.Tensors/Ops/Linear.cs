using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The linear map with its bias and activation.</content>
public static partial class TensorOperations
{
    private static readonly LinearOperation s_linear = new();

    /// <summary>activation(x [..., in] w [in, out] + bias [out]), in one kernel where the activation allows.</summary>
    /// <exception cref="TensorException">The shapes do not fit; the message names them.</exception>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias = null, Activation activation = Activation.None)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank != 2 || x.Shape.Columns != weight.Shape[0])
        {
            throw new TensorException($"A linear map of weights {weight.Shape} does not take rows of {x.Shape}: it needs {(weight.Shape.Rank == 2 ? weight.Shape[0] : "[in, out]")} columns.");
        }
        if (bias is not null && bias.Length != weight.Shape[1])
        {
            throw new TensorException($"A bias of shape {bias.Shape} does not fit weights {weight.Shape}.");
        }
        if (activation is Activation.Gelu or Activation.Silu)
        {
            Tensor linear = x.Linear(weight, bias);
            return activation is Activation.Gelu ? linear.Gelu() : linear.Silu();
        }
        Tensor y = Tensor.Empty(x.Shape.WithLast(weight.Shape[1]), x.Backend);
        x.Backend.Linear(x, weight, bias, activation, y);
        Tape.Current?.Record(new Node(s_linear, y, x, weight, bias) { Code = (int)activation });
        return y;
    }

    private sealed class LinearOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            n.Output.Backend.LinearGradient(n.A!, n.B!, n.Output, d.OutputGradient, (Activation)n.Code, d.TargetOf(n.A), d.TargetOf(n.B), d.TargetOf(n.C));
        }
    }
}
