namespace Latent.Distributions;

/// <summary>Where latents lie; a posterior and a prior over different spaces have no divergence.</summary>
public enum LatentSpace
{
    /// <summary>Every value is any real number.</summary>
    RealValues,

    /// <summary>The values of a latent are a point on the unit sphere: their squares sum to one.</summary>
    UnitSphere,
}
