namespace Latent.Detection;

/// <summary>How strange a row is, in numbers that are higher for stranger rows.</summary>
public enum AnomalyScore
{
    /// <summary>The mean distance to the nearest of some training rows, in the coordinates of the model: where the row lies among latents, in units of the posterior, and what the decoder misses of it, in units of its noise. The default.</summary>
    Neighbours,

    /// <summary>The importance-weighted negative log-likelihood, in nats (Burda et al. 2016).</summary>
    ImportanceWeighted,

    /// <summary>The negative reconstruction probability, in nats (An and Cho 2015).</summary>
    Reconstruction,

    /// <summary>The divergence of the posterior from the prior, in nats.</summary>
    Kl,

    /// <summary>The mean distance to the nearest latents of training rows, in units of the posterior.</summary>
    Latent,
}
