using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Normalisation of the features of a row (Ba et al. 2016).</content>
public static partial class TensorOperations
{
    /// <summary>
    /// activation((x - mean) / sqrt(variance + epsilon) scale + shift), with the mean and (biased) variance over the
    /// innermost dimensions.
    /// </summary>
    /// <param name="x">[..., features].</param>
    /// <param name="scale">One factor a feature: as many as the normalised dimensions have elements; null for 1.</param>
    /// <param name="shift">One addend a feature; null for 0.</param>
    /// <param name="dimensions">How many of the innermost dimensions are normalised together; all but the first for the whole of a row.</param>
    /// <param name="activation">What follows, in the same pass.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="TensorException">There are not so many dimensions, or scale or shift does not have one number a feature.</exception>
    public static Tensor LayerNormalization(
        this Tensor x, Tensor? scale = null, Tensor? shift = null, int dimensions = 1, Activation activation = Activation.None, float epsilon = NormalizationEpsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (dimensions < 1 || dimensions > x.Shape.Rank)
        {
            throw new TensorException($"{x.Shape} does not have {dimensions} dimensions to normalise.");
        }
        int features = 1;
        for (int i = x.Shape.Rank - dimensions; i < x.Shape.Rank; i++)
        {
            features *= x.Shape[i];
        }
        int sets = features == 0 ? 0 : x.Length / features;
        Tensor mean = Tensor.Empty(new Shape(sets, 1), x.Backend), variance = Tensor.Empty(new Shape(sets, 1), x.Backend);
        return Normalize(x, new NormalizationLayout(sets, 1, features, 1), mean, variance, false, scale, shift, activation, epsilon);
    }
}
