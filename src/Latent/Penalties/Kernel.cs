namespace Latent.Penalties;

/// <summary>How alike two latents are by their squared distance d, given a scale c: 1 for equal ones.</summary>
public enum Kernel
{
    /// <summary>exp(-d / c), which sees only what is near.</summary>
    Gaussian,

    /// <summary>c / (c + d), whose heavy tail sees outliers, too.</summary>
    InverseMultiquadric,
}
