using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Flows;

/// <summary>
/// Every value is scaled and shifted by a masked network of the values before it (IAF, Kingma et al. 2016, with a bounded
/// scale in the place of their gate): fast forwards, as a posterior needs. The inverse is exact, and takes a pass of the
/// network for every value.
/// </summary>
public sealed class InverseAutoregressive : Flow
{
    private readonly AutoregressiveTransform _transform;

    /// <summary>A flow with a fresh network.</summary>
    /// <param name="size">How many values a row has.</param>
    /// <param name="hidden">The network's hidden layers.</param>
    /// <param name="rng">Where its weights are drawn from.</param>
    /// <param name="contextSize">How many numbers a row the network is told beside the values.</param>
    /// <param name="backend">Where the weights live.</param>
    public InverseAutoregressive(int size, IReadOnlyList<int> hidden, Rng rng, int contextSize = 0, Backend? backend = null) =>
        _transform = new AutoregressiveTransform(size, hidden, rng, contextSize, backend);

    /// <inheritdoc/>
    public override int Size => _transform.Size;

    /// <inheritdoc/>
    public override int ContextSize => _transform.ContextSize;

    /// <inheritdoc/>
    public override bool InvertsAtOnce => false;

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null) => _transform.Parallel(z, context);

    /// <inheritdoc/>
    public override Transformed Inverse(Tensor y, Tensor? context = null) => _transform.Sequential(y, context);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _transform.Collect(path, parameters);
}
