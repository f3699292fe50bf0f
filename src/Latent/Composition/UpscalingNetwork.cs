using Latent.Conditions;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>
/// For a condition of low resolution. The encoder looks at what the small picture leaves out, the decoder adds details to
/// the small picture at full size: neither has to learn what the condition says already.
/// </summary>
internal static class UpscalingNetwork
{
    public static (Layer Encoder, Layer Decoder) Make(Settings settings, NetworkPlan plan)
    {
        int channels = settings.Integer("channels", 32, 1), blocks = settings.Integer("blocks", 2, 0), map = settings.Integer("map", 8, 1), hidden = settings.Integer("hidden", 128, 1);
        if (plan.Conditioning is not LowResolution condition)
        {
            throw new InputException("The network 'upscaling' needs a small picture to start from; set model.condition to low-resolution, or take another network.");
        }
        int factor = condition.Factor, small = condition.Size / plan.Channels;
        plan.Weights.Take(blocks, 2, 9, channels, channels);
        plan.Weights.Take(plan.Latent, small, map);
        plan.Weights.Take(9, plan.Channels + map, channels);
        plan.Weights.Take(9, channels, factor, factor, plan.OutputsPerValue, plan.Channels);
        var beside = new BesideEnlarged(condition, plan.Row);
        List<Layer> encoder = [beside];
        Shape shape = beside.OutputShape;
        for (int i = 0; i < 2 && Math.Min(shape[0], shape[1]) >= 4; i++)
        {
            plan.Weights.Take(16, shape.Columns, channels);
            var convolution = new Convolution(shape, channels, 4, new(2, 1), plan.Activation, plan.Rng);
            encoder.Add(convolution);
            shape = convolution.OutputShape;
        }
        plan.Weights.TakePerceptron(shape.Length, hidden, plan.EncoderOutputs);
        encoder.Add(new Linear(shape.Length, hidden, plan.Activation, plan.Rng));
        encoder.Add(new Linear(hidden, plan.EncoderOutputs, Activation.None, plan.Rng));
        var decoder = new DetailDecoder(condition, plan.Row, plan.Latent, plan.OutputsPerValue, map, channels, blocks, plan.Activation, plan.Rng);
        return (new Sequence(encoder), new Sequence(decoder, new OutputsFirst(plan.Row, plan.OutputsPerValue)));
    }
}
