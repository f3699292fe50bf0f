namespace Latent.Likelihoods;

/// <summary>Where a likelihood's spread comes from.</summary>
public enum Variance
{
    /// <summary>A number given once and for all.</summary>
    Fixed,

    /// <summary>One learned number for all values (Rybkin et al. 2021).</summary>
    Scalar,

    /// <summary>One learned number for each value of a row.</summary>
    Feature,

    /// <summary>The decoder gives it for every value of every row.</summary>
    Predicted,
}
