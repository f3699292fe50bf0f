using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>The greatest values of windows, channel by channel. Padding never counts.</summary>
public sealed class MaxPooling : Layer
{
    private readonly Shape _row;
    private readonly Resampling _windows;

    /// <summary>Pooling with the same window in every spatial dimension.</summary>
    /// <inheritdoc cref="AveragePooling(Shape, int, int?, int)"/>
    public MaxPooling(Shape row, int window, int? stride = null, int padding = 0)
    {
        _row = RowOf.Places(row);
        _windows = RowOf.Windows(row, window, stride, padding);
        OutputRow = _windows.OutputOf(row);
    }

    /// <summary>The shape of a row of the result.</summary>
    public Shape OutputRow { get; }

    /// <inheritdoc/>
    public override int Inputs => _row.Length;

    /// <inheritdoc/>
    public override int Outputs => OutputRow.Length;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => RowOf.Shaped(x, _row).MaxPooling(_windows);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
