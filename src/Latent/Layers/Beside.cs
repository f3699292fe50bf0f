using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Sends all but the last values of a row through a layer and sets those last ones, a condition, beside what comes out.</summary>
public sealed class Beside : Layer
{
    private readonly Layer _layer;
    private readonly int _condition;

    /// <summary>A layer with a condition of this many values after its own inputs.</summary>
    public Beside(Layer layer, int condition)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(condition);
        _layer = layer;
        _condition = condition;
    }

    /// <inheritdoc/>
    public override int Inputs => _layer.Inputs + _condition;

    /// <inheritdoc/>
    public override int Outputs => _layer.Outputs + _condition;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape[0];
        Tensor flat = x.Reshape(new Shape(rows, Inputs)), own = _layer.Forward(flat.Slice(1, 0, _layer.Inputs), phase);
        return own.Reshape(new Shape(rows, _layer.Outputs)).Concat(flat.Slice(1, _layer.Inputs, _condition), 1);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _layer.Collect(path, parameters);
}
