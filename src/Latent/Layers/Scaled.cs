using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Rows times a constant: before a wide map it makes the map begin small and move slowly.</summary>
/// <param name="values">How many values a row has.</param>
/// <param name="factor">The constant.</param>
public sealed class Scaled(int values, float factor) : Layer
{
    /// <inheritdoc/>
    public override int Inputs => values;

    /// <inheritdoc/>
    public override int Outputs => values;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x * factor;
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
