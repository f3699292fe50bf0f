using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>
/// Keeps the first half of the values and scales and shifts the others by a network of the first (RealNVP, Dinh et al.
/// 2017). Forward and inverse cost the same, one pass of the network. The logarithms of the scales are bounded.
/// </summary>
public sealed class Coupling : Flow
{
    private readonly Sequence _network;
    private readonly int _kept;

    /// <summary>A coupling with a fresh network.</summary>
    /// <param name="size">How many values a row has: at least two.</param>
    /// <param name="hidden">The network's hidden layers.</param>
    /// <param name="rng">Where its weights are drawn from.</param>
    /// <param name="contextSize">How many numbers a row the network is told beside the first half.</param>
    /// <param name="backend">Where the weights live.</param>
    public Coupling(int size, IReadOnlyList<int> hidden, Rng rng, int contextSize = 0, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(contextSize);
        Size = size;
        ContextSize = contextSize;
        _kept = size / 2;
        _network = Sequence.Perceptron([_kept + contextSize, .. hidden, 2 * (size - _kept)], Activation.Tanh, rng, backend, FirstShare);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override int ContextSize { get; }

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null)
    {
        Split(z, context, out Tensor kept, out Tensor rest, out Tensor logScale, out Tensor shift);
        return new Transformed(kept.Concat((rest * logScale.Exp()) + shift, 1), logScale.Sum(1));
    }

    /// <inheritdoc/>
    public override Transformed Inverse(Tensor y, Tensor? context = null)
    {
        Split(y, context, out Tensor kept, out Tensor rest, out Tensor logScale, out Tensor shift);
        Tensor inverse = -logScale;
        return new Transformed(kept.Concat((rest - shift) * inverse.Exp(), 1), inverse.Sum(1));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _network.Collect(path, parameters);

    private void Split(Tensor x, Tensor? context, out Tensor kept, out Tensor rest, out Tensor logScale, out Tensor shift)
    {
        ArgumentNullException.ThrowIfNull(x);
        int changed = Size - _kept;
        kept = x.Slice(1, 0, _kept);
        rest = x.Slice(1, _kept, changed);
        Tensor outputs = _network.Forward(ContextSize == 0 ? kept : kept.Concat(context!, 1), Phase.Evaluation);
        logScale = LogScale.Bounded(outputs.Slice(1, 0, changed));
        shift = outputs.Slice(1, changed, changed);
    }
}
