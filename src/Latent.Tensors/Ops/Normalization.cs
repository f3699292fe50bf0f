using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>What the normalisations share.</content>
public static partial class TensorOperations
{
    private const float NormalizationEpsilon = 1e-5f;

    private static readonly NormalizationOperation s_normalization = new();

    private static Tensor Normalize(Tensor x, in NormalizationLayout layout, Tensor mean, Tensor variance, bool given, Tensor? scale, Tensor? shift, Activation activation, float epsilon)
    {
        if ((scale is not null && scale.Length != layout.Channels) || (shift is not null && shift.Length != layout.Channels))
        {
            throw new TensorException($"Scale and shift of shapes {scale?.Shape.ToString() ?? "none"} and {shift?.Shape.ToString() ?? "none"} do not fit {x.Shape}, which is normalised with {layout.Channels} of each.");
        }
        if (!(epsilon >= 0))
        {
            throw new TensorException($"Normalisation needs an epsilon of at least 0, not {epsilon}.");
        }
        Tensor y = Tensor.Empty(x.Shape, x.Backend);
        x.Backend.Normalize(x, layout, scale, shift, epsilon, activation, mean, variance, given, y);
        Tape.Current?.Record(new Node(s_normalization, y, x, scale, shift, mean, variance)
        {
            Number = epsilon,
            Number2 = given ? 1 : 0,
            Code = (int)activation,
            Code2 = layout.Channels,
        });
        return y;
    }

    private sealed class NormalizationOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor x = n.A!, mean = n.D!;
            int sets = mean.Shape[0], channels = n.Code2;
            var layout = new NormalizationLayout(sets, x.Length / Math.Max(1, sets * channels), channels, mean.Shape[1]);
            x.Backend.NormalizeGradient(
                x, layout, n.B, n.C, n.Number, (Activation)n.Code, mean, n.E!, n.Number2 != 0, d.OutputGradient, d.TargetOf(x), d.TargetOf(n.B), d.TargetOf(n.C));
        }
    }
}
