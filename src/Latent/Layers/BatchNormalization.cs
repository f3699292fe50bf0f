using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>temporary</summary>
public sealed class BatchNormalization(Shape input, Activation activation) : SpatialLayer(input, input)
{
    private readonly Tensor _scale = Tensor.Parameter([.. Enumerable.Repeat(1f, input.Columns)], new Shape(input.Columns));
    private readonly Tensor _shift = Tensor.Parameter(new float[input.Columns], new Shape(input.Columns));

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).BatchNormalization(_scale, _shift, out _, out _, activation);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        parameters.Add($"{path}.weight", _scale);
        parameters.Add($"{path}.bias", _shift);
    }
}
