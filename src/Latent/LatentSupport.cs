namespace Latent;

/// <summary>Where latents lie; a posterior and a prior fit only if theirs lie in the same place.</summary>
public enum LatentSupport
{
    /// <summary>Anywhere.</summary>
    Reals,

    /// <summary>A one in every group of values, and zeros.</summary>
    OneHot,

    /// <summary>Vectors that are written in a codebook, one at every position.</summary>
    Codes,
}
