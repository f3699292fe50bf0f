using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>An activation by itself, for where no other layer can take it along.</summary>
/// <param name="values">How many values a row has.</param>
/// <param name="activation">The function.</param>
public sealed class Activate(int values, Activation activation) : Layer
{
    /// <inheritdoc/>
    public override int Inputs => values;

    /// <inheritdoc/>
    public override int Outputs => values;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => x.Activate(activation);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
