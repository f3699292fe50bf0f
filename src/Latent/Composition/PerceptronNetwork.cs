using Latent.Layers;

namespace Latent.Composition;

/// <summary>Fully connected layers, which take rows of any kind.</summary>
internal static class PerceptronNetwork
{
    public static (Layer Encoder, Layer Decoder) Make(int[] hidden, int[] decoderHidden, NetworkPlan plan)
    {
        int values = plan.Row.Length;
        int[] encoder = [plan.EncoderInputs, .. hidden, plan.EncoderOutputs], decoder = [plan.Latent + plan.Condition, .. decoderHidden, plan.Outputs ?? (values * plan.OutputsPerValue)];
        plan.Weights.TakePerceptron(encoder);
        plan.Weights.TakePerceptron(decoder);
        return (Sequence.Perceptron(encoder, plan.Activation, plan.Rng), Sequence.Perceptron(decoder, plan.Activation, plan.Rng));
    }
}
