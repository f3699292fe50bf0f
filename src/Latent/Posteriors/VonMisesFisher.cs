using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Posteriors;

/// <summary>
/// q(z|x) is a von Mises-Fisher distribution on the unit sphere, its mean direction and its concentration from the encoder
/// (Davidson et al. 2018). Dimensions from 2 up, concentrations from 0 to <see cref="MostConcentration"/>.
/// </summary>
public sealed class VonMisesFisher : Posterior
{
    /// <summary>The greatest concentration: a spread of a hundredth of a radian in every direction.</summary>
    public const float MostConcentration = 10_000;

    /// <summary>A posterior over points of this many values.</summary>
    /// <exception cref="InputException">Fewer than 2.</exception>
    public VonMisesFisher(int latentSize)
    {
        LatentSize = latentSize >= 2 ? latentSize : throw new InputException($"A latent of {latentSize} values is no direction; for the posterior von-mises-fisher set model.latent to 2 or more.");
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override int EncoderOutputs => LatentSize + 1;

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.UnitSphere;

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);

        // What a concentration means grows with the dimension: without the factor, fresh encoders would all be near uniform.
        Tensor concentration = encoded.Slice(1, LatentSize, 1).Softplus().Affine(LatentSize).Minimum(MostConcentration);
        return new VonMisesFisherDistribution(UniformSphereDistribution.Direction(encoded.Slice(1, 0, LatentSize)), concentration);
    }
}
