using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>One value for every window, channel by channel, the same window in every spatial dimension.</summary>
public abstract class Pooling : SpatialLayer
{
    private protected Pooling(Shape row, int window, int? stride, int padding)
        : this(row, Resampling.Average(Extents(row), [window], [stride ?? window], [padding]))
    {
    }

    private Pooling(Shape row, Resampling windows)
        : base(row, windows.OutputOf(row)) => Windows = windows;

    private protected Resampling Windows { get; }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
