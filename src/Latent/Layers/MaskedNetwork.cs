using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Layers;

/// <summary>
/// A perceptron whose outputs for a value depend only on the values before it (MADE, Germain et al. 2015), and on a
/// context, if there is one, in full.
/// </summary>
public sealed class MaskedNetwork : Layer
{
    private readonly Sequence _layers;

    /// <summary>A network with fresh weights.</summary>
    /// <param name="size">How many values a row has.</param>
    /// <param name="outputsPerValue">How many outputs every value has.</param>
    /// <param name="hidden">The widths of the hidden layers.</param>
    /// <param name="activation">What follows every map but the last.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="contextSize">How many numbers of a context follow the values of a row.</param>
    /// <param name="backend">Where the weights live.</param>
    /// <param name="share">The share of their usual size that the last map's first weights have; below 1 for a network that begins near zero.</param>
    public MaskedNetwork(int size, int outputsPerValue, IReadOnlyList<int> hidden, Activation activation, Rng rng, int contextSize = 0, Backend? backend = null, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputsPerValue);
        ArgumentOutOfRangeException.ThrowIfNegative(contextSize);

        // A unit's degree says up to which value it may look; the context, of degree 0, is open to all.
        int[] degrees = [.. Enumerable.Range(1, size), .. new int[contextSize]];
        int lowest = contextSize > 0 ? 0 : 1, count = Math.Max(1, size - lowest);
        var layers = new List<Layer>();
        foreach (int width in hidden)
        {
            int[] from = degrees, to = [.. Enumerable.Range(0, width).Select(unit => lowest + (unit % count))];
            layers.Add(new MaskedLinear(from.Length, width, (input, output) => to[output] >= from[input], activation, rng, backend));
            degrees = to;
        }
        layers.Add(new MaskedLinear(degrees.Length, size * outputsPerValue, (input, output) => (output % size) + 1 > degrees[input], Activation.None, rng, backend, share));
        _layers = new Sequence(layers);
    }

    /// <inheritdoc/>
    public override int Inputs => _layers.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _layers.Outputs;

    /// <summary>Applies the network.</summary>
    /// <param name="x">[rows, values and, after them, context].</param>
    /// <param name="phase">Not used.</param>
    /// <returns>[rows, outputs per value * values]: the first output of every value, then the second of every value, and so on.</returns>
    public override Tensor Forward(Tensor x, Phase phase) => _layers.Forward(x, phase);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _layers.Collect(path, parameters);
}
