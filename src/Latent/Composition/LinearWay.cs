using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>
/// A linear map beside an encoder and one beside a decoder, over rows of half the extents: the networks then only learn
/// what principal components miss, which is what there is to learn from few rows (residual connections, He et al. 2016,
/// around the whole network).
/// </summary>
internal static class LinearWay
{
    // A step of Adam moves a sum over thousands of values by as much as all the steps of a narrower map.
    private const float Share = 0.1f;

    /// <summary>Adds the maps.</summary>
    /// <param name="plan">What the networks fit between.</param>
    /// <param name="encoder">From a row, and a condition, to the posterior's values.</param>
    /// <param name="decoder">From a latent, and a condition, to [spatial..., outputs x channels].</param>
    public static (Layer Encoder, Layer Decoder) Around(NetworkPlan plan, Layer encoder, Layer decoder)
    {
        var pooled = new AveragePooling(plan.Row, 2);
        int values = pooled.Outputs, channels = plan.Channels * plan.OutputsPerValue, places = values / plan.Channels;
        plan.Weights.TakePerceptron(values + plan.Condition, plan.EncoderOutputs);
        plan.Weights.TakePerceptron(plan.Latent + plan.Condition, places * channels);
        var down = new Sequence(
            plan.Condition == 0 ? pooled : new Beside(pooled, plan.Condition),
            new Scaled(values + plan.Condition, Share),
            new Linear(values + plan.Condition, plan.EncoderOutputs, Activation.None, plan.Rng));
        Shape half = pooled.OutputShape.WithLast(channels);
        var up = new Sequence(
            new Scaled(plan.Latent + plan.Condition, Share),
            new Linear(plan.Latent + plan.Condition, half.Length, Activation.None, plan.Rng),
            new Upsample(half, plan.Row.ToArray().AsSpan(..^1), Interpolation.Linear));
        return (new Residual(encoder, down), new Residual(decoder, up));
    }
}
