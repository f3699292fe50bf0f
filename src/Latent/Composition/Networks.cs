using Latent.Data;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>The kinds of encoder and decoder that a recipe can name, a line each.</summary>
internal static class Networks
{
    private static readonly (string Name, Func<Settings, NetworkPlan, (Layer, Layer)> Value)[] s_known =
    [
        ("perceptron", (s, plan) => throw new InvalidOperationException("Perceptrons are made from the settings of the model.")),
        ("convolutional", ConvolutionalNetwork.Make),
        ("recurrent", RecurrentNetwork.Make),
        ("upscaling", UpscalingNetwork.Make),
        ("spatial", SpatialNetwork.Make),
        ("residual", ResidualNetwork.Make),
        // Convolutions for what has neighbourhoods, perceptrons for the rest.
        ("fitting", (s, plan) => throw new InvalidOperationException("Stands for one of the others.")),
    ];

    /// <summary>Makes the network that the settings name.</summary>
    /// <param name="settings">Those of the model.</param>
    /// <param name="plan">What it has to fit between.</param>
    public static (Layer Encoder, Layer Decoder) Make(Settings settings, NetworkPlan plan)
    {
        Settings branch = settings.Part("network", "perceptron");
        Func<Settings, NetworkPlan, (Layer, Layer)> make = branch.Choice("kind", s_known[0].Value, s_known);
        if (make == s_known[^1].Value)
        {
            make = plan.Dimensions is >= 1 and <= 3 ? ConvolutionalNetwork.Make : s_known[0].Value;
        }
        if (make == s_known[0].Value)
        {
            int values = plan.Row.Length;
            int[] hidden = settings.Integers("hidden", values >= 256 ? [512, 256] : [64, 32]);
            return PerceptronNetwork.Make(hidden, settings.Integers("decoder-hidden", [.. hidden.Reverse()]), plan);
        }
        if (plan.Dimensions is < 1 or > 3)
        {
            throw new InputException($"Rows of shape {plan.Row} have no neighbourhoods to convolve; take the network 'perceptron', or say what the rows are with --as image.");
        }
        return make(branch, plan);
    }

    /// <summary>The size of a latent when the recipe says none.</summary>
    public static int UsualLatent(Settings settings, DataSchema schema)
    {
        int values = schema.RowShape.Length;
        Shape row = RowOf(schema);
        return settings.KindOf("network") == "spatial" && row.Rank is >= 2 and <= 4 ? SpatialNetwork.UsualLatent(row)
            : values >= 256 ? 16 : Math.Clamp(values / 3, 2, 8);
    }

    /// <summary>[spatial..., channels] of rows of this schema: grey ones have one channel.</summary>
    public static Shape RowOf(DataSchema schema)
    {
        Shape row = schema.RowShape;
        bool grey = (schema.Kind, row.Rank) is (DataKind.Image, 2) or (DataKind.Volume or DataKind.Sequence, 3);
        return grey ? new Shape([.. row.ToArray(), 1]) : row;
    }
}
