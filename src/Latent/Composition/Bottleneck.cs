using Latent.Layers;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What stands between the least picture of a network and the latent: a hidden layer on either side.</summary>
internal static class Bottleneck
{
    /// <summary>Makes both sides.</summary>
    /// <param name="plan">What the network fits between.</param>
    /// <param name="body">The layers from a row to the least picture.</param>
    /// <param name="hidden">How wide the hidden layers are.</param>
    /// <param name="follows">What follows the decoder's map to the least picture.</param>
    /// <returns>The whole encoder, and the decoder's first layers, to the least picture.</returns>
    public static (Sequence Encoder, List<Layer> Decoder) Make(NetworkPlan plan, List<Layer> body, int hidden, Activation follows)
    {
        var down = new Sequence(body);
        int least = down.Outputs;
        plan.Weights.TakePerceptron(least + plan.Condition, hidden, plan.EncoderOutputs);
        plan.Weights.TakePerceptron(plan.Latent + plan.Condition, hidden, least);
        var encoder = new Sequence(
            plan.Condition == 0 ? down : new Beside(down, plan.Condition),
            new Linear(least + plan.Condition, hidden, plan.Activation, plan.Rng),
            new Linear(hidden, plan.EncoderOutputs, Activation.None, plan.Rng));
        List<Layer> decoder = [new Linear(plan.Latent + plan.Condition, hidden, plan.Activation, plan.Rng), new Linear(hidden, least, follows, plan.Rng)];
        return (encoder, decoder);
    }
}
