using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>activation(x W + b), one kernel.</summary>
public sealed class Linear : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Activation _activation;

    /// <summary>A map with fresh weights: uniform within the square root of 1 / inputs either way, weights and biases alike, which is what PyTorch begins with, too.</summary>
    /// <param name="inputs">How many values a row has.</param>
    /// <param name="outputs">How many values a row of the result has.</param>
    /// <param name="activation">What follows the map.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="backend">Where they live.</param>
    /// <param name="share">The first weights' share of their usual size; below 1 for a map that begins near zero.</param>
    public Linear(int inputs, int outputs, Activation activation, Rng rng, Backend? backend = null, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Inputs = inputs;
        Outputs = outputs;
        _activation = activation;
        // Saturating units pass the more on, forwards and back, the nearer their inputs have a variance of one (Glorot and Bengio 2010).
        double gain = activation is Activation.Tanh or Activation.Sigmoid ? Math.Sqrt(6.0 * inputs / (inputs + outputs)) : 1;
        _weight = FreshWeights.Draw(new Shape(inputs, outputs), inputs, rng, backend, share * gain);
        _bias = FreshWeights.Draw(new Shape(outputs), inputs, rng, backend, share);
    }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        return (x.Shape.Rank == 2 ? x : x.Reshape(new Shape(x.Shape[0], x.Length / Math.Max(1, x.Shape[0])))).Linear(_weight, _bias, _activation);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.weight", _weight);
        parameters.Add($"{path}.bias", _bias);
    }
}
