using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>The means of windows, channel by channel. Padding does not count: a window at the edge has the mean of what is there.</summary>
public sealed class AveragePooling : Layer
{
    private readonly Shape _row;
    private readonly Resampling _windows;

    /// <summary>Pooling with the same window in every spatial dimension.</summary>
    /// <param name="row">The shape of a row: [one to three spatial extents, channels].</param>
    /// <param name="window">The extent of a window.</param>
    /// <param name="stride">From window to window; null for the window's extent.</param>
    /// <param name="padding">Places before the first and after the last, less than the window.</param>
    /// <exception cref="ArgumentException">The row has no spatial dimensions.</exception>
    /// <exception cref="TensorException">The window does not fit.</exception>
    public AveragePooling(Shape row, int window, int? stride = null, int padding = 0)
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
    public override Tensor Forward(Tensor x, Phase phase) => RowOf.Shaped(x, _row).Resample(_windows);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
