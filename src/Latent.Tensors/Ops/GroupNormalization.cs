using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Normalisation of groups of channels of a row (Wu and He 2018), and of single ones (Ulyanov et al. 2016).</content>
public static partial class TensorOperations
{
    /// <summary>
    /// activation((x - mean) / sqrt(variance + epsilon) scale + shift), with the mean and (biased) variance of every row's
    /// every group of neighbouring channels, over all places.
    /// </summary>
    /// <param name="x">[rows, ..., channels].</param>
    /// <param name="groups">How many groups the channels fall into.</param>
    /// <param name="scale">One factor a channel; null for 1.</param>
    /// <param name="shift">One addend a channel; null for 0.</param>
    /// <param name="activation">What follows, in the same pass.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="TensorException">The groups do not divide the channels, there are no rows and channels, or scale or shift does not have one number a channel.</exception>
    public static Tensor GroupNormalization(
        this Tensor x, int groups, Tensor? scale = null, Tensor? shift = null, Activation activation = Activation.None, float epsilon = NormalizationEpsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        int channels = x.Shape.Columns;
        if (x.Shape.Rank < 2 || groups < 1 || channels % groups != 0)
        {
            throw new TensorException($"Group normalisation needs [rows, ..., channels] whose channels fall into {groups} equal groups, not {x.Shape}.");
        }
        int sets = x.Shape[0];
        Tensor mean = Tensor.Empty(new Shape(sets, groups), x.Backend), variance = Tensor.Empty(new Shape(sets, groups), x.Backend);
        return Normalize(x, new NormalizationLayout(sets, x.Shape.Rows / Math.Max(1, sets), channels, groups), mean, variance, false, scale, shift, activation, epsilon);
    }

    /// <summary>Group normalisation with one channel a group: every row's every channel by itself, over all places.</summary>
    /// <inheritdoc cref="GroupNormalization"/>
    public static Tensor InstanceNormalization(
        this Tensor x, Tensor? scale = null, Tensor? shift = null, Activation activation = Activation.None, float epsilon = NormalizationEpsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.GroupNormalization(Math.Max(1, x.Shape.Columns), scale, shift, activation, epsilon);
    }
}
