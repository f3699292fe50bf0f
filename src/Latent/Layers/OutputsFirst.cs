using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Brings what a convolutional decoder gives, [spatial..., outputs x channels], into the order that likelihoods take: [outputs, spatial..., channels].</summary>
public sealed class OutputsFirst : Layer
{
    private readonly Shape _row;
    private readonly int _outputs;

    /// <summary>For rows [spatial..., channels] with several outputs a value.</summary>
    public OutputsFirst(Shape row, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        _row = row;
        _outputs = outputs;
    }

    /// <inheritdoc/>
    public override int Inputs => _row.Length * _outputs;

    /// <inheritdoc/>
    public override int Outputs => Inputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape[0], channels = _row.Columns, places = _row.Length / channels;
        return _outputs == 1 ? x : x.Reshape(new Shape(rows, places, _outputs, channels)).Permute(0, 2, 1, 3).Reshape(_row.Prepend(_outputs).Prepend(rows));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
