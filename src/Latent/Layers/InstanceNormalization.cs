using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Layers;

/// <summary>Normalisation of every channel of every row by itself, over its places (Ulyanov et al. 2016): group normalisation with a group for every channel.</summary>
/// <param name="row">The shape of a row: [..., channels].</param>
/// <param name="activation">What follows.</param>
/// <param name="epsilon">What is added to the variance.</param>
/// <param name="backend">Where the numbers live.</param>
/// <exception cref="ArgumentException">The row has no channels.</exception>
public sealed class InstanceNormalization(Shape row, Activation activation = Activation.None, float epsilon = 1e-5f, Backend? backend = null) : Layer
{
    private readonly GroupNormalization _groups = new(row, Math.Max(1, row.Columns), activation, epsilon, backend);

    /// <inheritdoc/>
    public override int Inputs => _groups.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _groups.Outputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => _groups.Forward(x, phase);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _groups.Collect(path, parameters);
}
