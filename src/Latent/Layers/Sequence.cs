using System.Globalization;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Layers;

/// <summary>Layers one after another.</summary>
public sealed class Sequence : Layer
{
    private readonly Layer[] _layers;

    /// <summary>These layers, first to last.</summary>
    /// <exception cref="ArgumentException">There are none, or one gives another number of values than the next takes.</exception>
    public Sequence(params IEnumerable<Layer> layers)
    {
        _layers = [.. layers];
        if (_layers.Length == 0)
        {
            throw new ArgumentException("A sequence needs at least one layer.", nameof(layers));
        }
        for (int i = 1; i < _layers.Length; i++)
        {
            if (_layers[i - 1].Outputs != _layers[i].Inputs)
            {
                throw new ArgumentException($"Layer {i - 1} gives {_layers[i - 1].Outputs} values a row; layer {i} takes {_layers[i].Inputs}.", nameof(layers));
            }
        }
    }

    /// <inheritdoc/>
    public override int Inputs => _layers[0].Inputs;

    /// <inheritdoc/>
    public override int Outputs => _layers[^1].Outputs;

    /// <summary>
    /// A multi-layer perceptron: linear maps of these sizes, the activation after every one but the last.
    /// </summary>
    /// <param name="sizes">Inputs, hidden sizes, outputs: at least two numbers.</param>
    /// <param name="activation">What follows every map but the last.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="backend">Where the weights live.</param>
    /// <param name="share">The share of their usual size that the last map's first weights have; below 1 for a network that begins near zero.</param>
    public static Sequence Perceptron(IReadOnlyList<int> sizes, Activation activation, Rng rng, Backend? backend = null, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new Sequence(Enumerable.Range(0, sizes.Count - 1)
            .Select(i => i < sizes.Count - 2 ? new Linear(sizes[i], sizes[i + 1], activation, rng, backend) : new Linear(sizes[i], sizes[i + 1], Activation.None, rng, backend, share)));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        foreach (Layer layer in _layers)
        {
            x = layer.Forward(x, phase);
        }
        return x;
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Collect(string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), parameters);
        }
    }
}
