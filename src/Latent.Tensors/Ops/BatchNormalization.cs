using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Normalisation over a batch (Ioffe and Szegedy 2015).</content>
public static partial class TensorOperations
{
    /// <summary>
    /// activation((x - mean) / sqrt(variance + epsilon) scale + shift), with the mean and variance of every channel over
    /// all rows and places of this batch: what is done in training.
    /// </summary>
    /// <param name="x">[rows, ..., channels].</param>
    /// <param name="scale">One factor a channel; null for 1.</param>
    /// <param name="shift">One addend a channel; null for 0.</param>
    /// <param name="mean">[1, channels]: the batch's means. It has no gradient.</param>
    /// <param name="variance">[1, channels]: the batch's variances, biased (divided by how many values there are). It has no gradient.</param>
    /// <param name="activation">What follows, in the same pass.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="TensorException">Scale or shift does not have one number a channel.</exception>
    public static Tensor BatchNormalization(
        this Tensor x, Tensor? scale, Tensor? shift, out Tensor mean, out Tensor variance, Activation activation = Activation.None, float epsilon = NormalizationEpsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        int channels = x.Shape.Columns;
        mean = Tensor.Empty(new Shape(1, channels), x.Backend);
        variance = Tensor.Empty(new Shape(1, channels), x.Backend);
        return Normalize(x, new NormalizationLayout(1, x.Shape.Rows, channels, channels), mean, variance, false, scale, shift, activation, epsilon);
    }

    /// <summary>
    /// activation((x - mean) / sqrt(variance + epsilon) scale + shift), with a mean and variance of every channel that are
    /// given, and to which no gradient flows: what is done in evaluation.
    /// </summary>
    /// <param name="x">[rows, ..., channels].</param>
    /// <param name="mean">One mean a channel. It is copied and may change before the derivative is taken.</param>
    /// <param name="variance">One variance a channel; copied, too.</param>
    /// <param name="scale">One factor a channel; null for 1.</param>
    /// <param name="shift">One addend a channel; null for 0.</param>
    /// <param name="activation">What follows, in the same pass.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="TensorException">Something does not have one number a channel.</exception>
    public static Tensor BatchNormalization(
        this Tensor x, Tensor mean, Tensor variance, Tensor? scale, Tensor? shift, Activation activation = Activation.None, float epsilon = NormalizationEpsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        int channels = x.Shape.Columns;
        if (mean.Length != channels || variance.Length != channels)
        {
            throw new TensorException($"Means of shape {mean.Shape} and variances of shape {variance.Shape} do not fit {x.Shape}, which needs {channels} of each.");
        }
        Tensor ownMean = Tensor.Empty(new Shape(1, channels), x.Backend), ownVariance = Tensor.Empty(new Shape(1, channels), x.Backend);
        x.Backend.Copy(mean, ownMean, false);
        x.Backend.Copy(variance, ownVariance, false);
        return Normalize(x, new NormalizationLayout(1, x.Shape.Rows, channels, channels), ownMean, ownVariance, true, scale, shift, activation, epsilon);
    }
}
