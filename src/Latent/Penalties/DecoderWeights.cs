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
    private LatentModel? _model;
    private Tensor[] _maps = [];

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (_model != pass.Model)
        {
            (_model, _maps) = (pass.Model, DecoderMaps.Of(pass.Model));
        }
        Tensor sum = Tensor.Zeros(Shape.Scalar, pass.Latent.Backend);
        foreach (Tensor map in _maps)
        {
            sum += map.Square().Sum();
        }
        return sum * (0.5f * (float)weight);
    }
}
