using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Two convolutions whose result is added to what they were given (He et al. 2016); the first is activated.</summary>
internal sealed class ResidualPair(Shape shape, Activation activation, Rng rng) : SpatialLayer(shape, shape)
{
    private readonly Convolution _first = new(shape, shape.Columns, 3, null, activation, rng);
    private readonly Convolution _second = new(shape, shape.Columns, 3, null, Activation.None, rng);

    public override Tensor Forward(Tensor x, Phase phase)
    {
        x = AsInput(x);
        return x + _second.Forward(_first.Forward(x, phase), phase);
    }

    public override void Collect(string path, ParameterSet parameters)
    {
        _first.Collect($"{path}.first", parameters);
        _second.Collect($"{path}.second", parameters);
    }
}
