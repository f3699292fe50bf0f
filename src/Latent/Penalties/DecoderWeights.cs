using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight sum w^2 / 2 over the weights of the decoder's maps (RAE-L2: Ghosh et al. 2020), biases left out: a decoder that is
/// smooth because it is small.
/// </summary>
/// <param name="weight">The weight.</param>
public sealed class DecoderWeights(double weight = 0.01) : Penalty
{
    private readonly DecoderMaps _maps = new();

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor sum = Tensor.Zeros(Shape.Scalar, pass.Latent.Backend);
        foreach (Tensor map in _maps.Of(pass.Model))
        {
            sum += map.Square().Sum();
        }
        return sum * (0.5f * (float)weight);
    }
}
