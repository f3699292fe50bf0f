namespace Latent.Distributions;

/// <summary>Where latents lie; a posterior and a prior over different spaces have no divergence.</summary>
public enum LatentSpace
{
    /// <summary>Every value is any real number.</summary>
    RealValues,

    /// <summary>The values of a latent are a point on the unit sphere: their squares sum to one.</summary>
    UnitSphere,

    /// <summary>The values of a latent are groups, in each of which one value is 1 and the others are 0.</summary>
    OneHot,

    /// <summary>The values of a latent are codes of a codebook, one after the other.</summary>
    Codes,
}
