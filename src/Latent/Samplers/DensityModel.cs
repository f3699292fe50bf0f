using Latent.Distributions;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Samplers;

/// <summary>A prior's density, fitted to rows.</summary>
internal sealed class DensityModel : RowModel
{
    private readonly Prior _density;

    /// <param name="density">What is fitted.</param>
    public DensityModel(Prior density)
        : base("density", density.LatentSize)
    {
        _density = density;
        density.Collect("density", Parameters);
    }

    public override Distribution Prior(Tensor? condition = null) => _density.Given(condition);

    public override Distribution Decode(Tensor latent, Tensor? condition, Phase phase) => _density.Given(condition);
}
