using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>The normalisations, whose derivative goes through the statistics, too.</summary>
internal static class NormalizationGradientCases
{
    public static IEnumerable<GradientCase> All =>
    [
        .. Enum.GetValues<Activation>().Select(a => GradientCase.Of($"BatchNormalization {a}", x => x[0].BatchNormalization(x[1], x[2], out _, out _, a), [3, 2, 3], [3], [3])),
        GradientCase.Of("BatchNormalization alone", x => x[0].BatchNormalization(null, null, out _, out _), [7, 2]),
        GradientCase.Of("BatchNormalization, scale alone", x => x[0].BatchNormalization(x[1], null, out _, out _), [6, 2], [2]),
        GradientCase.Of("BatchNormalization, shift alone", x => x[0].BatchNormalization(null, x[1], out _, out _), [6, 2], [2]),
        GradientCase.Of("BatchNormalization, given", x => x[0].BatchNormalization(Given(x[0], 0.2f), Given(x[0], 1.7f), x[1], x[2], Activation.Tanh), [2, 2, 3], [3], [3]),
        GradientCase.Of("GroupNormalization", x => x[0].GroupNormalization(2, x[1], x[2]), [2, 3, 4], [4], [4]),
        GradientCase.Of("GroupNormalization Silu", x => x[0].GroupNormalization(2, x[1], x[2], Activation.Silu), [2, 3, 4], [4], [4]),
        GradientCase.Of("GroupNormalization of one row", x => x[0].GroupNormalization(1, x[1], x[2]), [1, 3, 2], [2], [2]),
        GradientCase.Of("InstanceNormalization", x => x[0].InstanceNormalization(x[1], x[2]), [2, 2, 3, 2], [2], [2]),
        GradientCase.Of("LayerNormalization", x => x[0].LayerNormalization(x[1], x[2]), [2, 2, 5], [5], [5]),
        GradientCase.Of("LayerNormalization of rows", x => x[0].LayerNormalization(x[1], x[2], dimensions: 2, Activation.Gelu), [3, 2, 3], [2, 3], [6]),
    ];

    private static Tensor Given(Tensor like, float value) => Tensor.Full(new Shape(like.Shape.Columns), value, like.Backend);
}
