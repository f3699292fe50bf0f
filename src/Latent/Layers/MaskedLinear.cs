using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>A linear map some of whose weights are, and stay, zero.</summary>
public sealed class MaskedLinear : Layer
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor _mask;
    private readonly Activation _activation;

    /// <summary>A map with fresh weights.</summary>
    /// <param name="inputs">How many values a row has.</param>
    /// <param name="outputs">How many values a row of the result has.</param>
    /// <param name="reaches">Whether an input reaches an output.</param>
    /// <param name="activation">What follows the map.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="backend">Where they live.</param>
    /// <param name="share">The first weights' share of their usual size; below 1 for a map that begins near zero.</param>
    public MaskedLinear(int inputs, int outputs, Func<int, int, bool> reaches, Activation activation, Rng rng, Backend? backend = null, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(reaches);
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        Inputs = inputs;
        Outputs = outputs;
        _activation = activation;
        float[] mask = new float[inputs * outputs];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = reaches(i / outputs, i % outputs) ? 1 : 0;
        }
        _mask = Tensor.Constant(mask, new Shape(inputs, outputs), backend);
        _weight = FreshWeights.Draw(_mask.Shape, inputs, rng, backend, share);
        _bias = FreshWeights.Draw(new Shape(outputs), inputs, rng, backend, share);
    }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => x.Linear(_weight * _mask, _bias, _activation);

    /// <summary>Some of the outputs, from the first inputs alone: none of those after them may reach these outputs, and all of them must.</summary>
    /// <param name="x">[rows, as many of the inputs].</param>
    /// <param name="start">The first output.</param>
    /// <param name="length">How many there are.</param>
    /// <returns>[rows, length].</returns>
    internal Tensor Forward(Tensor x, int start, int length) =>
        x.Linear(_weight.Slice(1, start, length).Slice(0, 0, x.Shape[1]), _bias.Slice(0, start, length), _activation);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.weight", _weight);
        parameters.Add($"{path}.bias", _bias);
    }
}
