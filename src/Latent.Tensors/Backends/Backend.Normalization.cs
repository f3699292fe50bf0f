namespace Latent.Tensors.Backends;

/// <content>Normalisation: by the statistics of a channel over a batch, or of a group of channels of one row.</content>
public abstract partial class Backend
{
    /// <summary>
    /// y = activation((x - mean) / sqrt(variance + epsilon) scale + shift). Mean and (biased) variance, one of each for
    /// every group of every set, are <paramref name="given"/>, or are computed from x and left there. Scale and shift, one
    /// of each for every channel, count as 1 and 0 where they are null. Any activation.
    /// </summary>
    internal abstract void Normalize(
        Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Activation activation, Tensor mean, Tensor variance, bool given, Tensor y);

    /// <summary>
    /// The derivatives of <see cref="Normalize"/>, through the statistics, too, unless those were <paramref name="given"/>;
    /// targets that are null are not asked for. What lies between x and y is computed again.
    /// </summary>
    internal abstract void NormalizeGradient(
        Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Activation activation, Tensor mean, Tensor variance, bool given, Tensor dy, GradientTarget dx, GradientTarget dScale, GradientTarget dShift);
}

/// <summary>How a tensor is normalised: as [sets, rows, channels], where the channels of a set fall into groups of neighbours that share a mean and a variance over all its rows.</summary>
/// <param name="Sets">How many have statistics of their own: 1 for a batch, one a row for groups and layers.</param>
/// <param name="Rows">Rows (places) of a set.</param>
/// <param name="Channels">The innermost extent.</param>
/// <param name="Groups">How many groups the channels fall into; it divides them.</param>
internal readonly record struct NormalizationLayout(int Sets, int Rows, int Channels, int Groups)
{
    /// <summary>Elements of a set.</summary>
    public int SetLength => Rows * Channels;

    /// <summary>Channels of a group.</summary>
    public int GroupChannels => Channels / Groups;
}
