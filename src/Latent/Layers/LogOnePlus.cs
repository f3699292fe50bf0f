using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>log(1 + x), and 0 for negative x: brings counts, some of which are thousands of times the others, to one scale.</summary>
/// <param name="values">How many values a row has.</param>
public sealed class LogOnePlus(int values) : Layer
{
    /// <inheritdoc/>
    public override int Inputs => values;

    /// <inheritdoc/>
    public override int Outputs => values;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => x.Maximum(0f).Affine(1, 1).Log();

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
