namespace Latent.Likelihoods;

/// <summary>How a decoder's output becomes the mean of a count.</summary>
public enum CountLink
{
    /// <summary>The output is the logarithm of the mean over the usual mean of its column.</summary>
    Log,

    /// <summary>The mean is the usual one of its column times log(1 + exp(output)), scaled to 1 for an output of 0: it grows only linearly.</summary>
    Softplus,
}
