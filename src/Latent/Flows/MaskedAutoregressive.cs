using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Flows;

/// <summary>
/// Every value is scaled and shifted by a masked network of the results before it (MAF, Papamakarios et al. 2017): a fast
/// inverse, as a density needs. Forwards it takes a pass of the network for every value.
/// </summary>
public sealed class MaskedAutoregressive : Flow
{
    private readonly AutoregressiveTransform _transform;

    /// <summary>A flow with a fresh network.</summary>
    /// <param name="size">How many values a row has.</param>
    /// <param name="hidden">The network's hidden layers.</param>
    /// <param name="rng">Where its weights are drawn from.</param>
    /// <param name="contextSize">How many numbers a row the network is told beside the values.</param>
    /// <param name="backend">Where the weights live.</param>
    public MaskedAutoregressive(int size, IReadOnlyList<int> hidden, Rng rng, int contextSize = 0, Backend? backend = null) =>
        _transform = new AutoregressiveTransform(size, hidden, rng, contextSize, backend);

    /// <inheritdoc/>
    public override int Size => _transform.Size;

    /// <inheritdoc/>
    public override int ContextSize => _transform.ContextSize;

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null) => _transform.Sequential(z, context);

    /// <inheritdoc/>
    public override Transformed Inverse(Tensor y, Tensor? context = null) => _transform.Parallel(y, context);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _transform.Collect(path, parameters);
}
