using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Normalisation of all features together (Ba et al. 2016), each with a scale and shift of its own, activated in the same pass. Training and evaluation are the same.</summary>
public sealed class LayerNormalization : Normalization
{
    private readonly int _dimensions;

    /// <summary>A layer with scale 1 and shift 0.</summary>
    /// <param name="row">The shape of a row.</param>
    /// <param name="dimensions">How many of the innermost dimensions are normalised together; null for all, the whole row.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="backend">Where the numbers live.</param>
    /// <exception cref="ArgumentException">The row is empty, or has not so many dimensions.</exception>
    public LayerNormalization(Shape row, int? dimensions = null, Activation activation = Activation.None, float epsilon = 1e-5f, Backend? backend = null)
        : base(row, Features(row, dimensions ?? row.Rank), activation, epsilon, backend) => _dimensions = dimensions ?? row.Rank;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).LayerNormalization(Scale, Shift, _dimensions, Activation, Epsilon);

    private static int Features(Shape row, int dimensions)
    {
        if (dimensions < 1 || dimensions > WithChannels(row).Rank)
        {
            throw new ArgumentException($"A row of {row} does not have {dimensions} dimensions to normalise.", nameof(dimensions));
        }
        int features = 1;
        for (int i = row.Rank - dimensions; i < row.Rank; i++)
        {
            features *= row[i];
        }
        return features;
    }
}
