using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>The parameters of a flow that are either learned, the same for every row, or come as its context, a row each.</summary>
internal sealed class FlowParameters
{
    private readonly int _count;
    private readonly Tensor? _learned;

    /// <param name="count">How many there are.</param>
    /// <param name="fanIn">How many values each is multiplied with; sets how large they begin.</param>
    /// <param name="rng">Where learned ones are drawn from; null to take them from the context.</param>
    /// <param name="backend">Where learned ones live.</param>
    public FlowParameters(int count, int fanIn, Rng? rng, Backend? backend)
    {
        _count = count;
        _learned = rng is null ? null : FreshWeights.Draw(new Shape(1, count), fanIn, rng, backend);
    }

    /// <summary>How many numbers a row the context must have.</summary>
    public int ContextSize => _learned is null ? _count : 0;

    /// <summary>[rows or 1, count].</summary>
    public Tensor Of(Tensor? context)
    {
        Tensor values = _learned ?? context ?? throw new ArgumentNullException(nameof(context), $"This flow takes {_count} parameters a row as its context.");
        return values.Shape[1] == _count ? values : throw new ArgumentException($"This flow takes {_count} parameters a row; the context has {values.Shape[1]}.", nameof(context));
    }

    public void Collect(string path, ParameterSet parameters)
    {
        if (_learned is not null)
        {
            parameters.Add($"{path}.parameters", _learned);
        }
    }

    /// <summary>A rising function from the real line to above minus one that keeps zero: what a parameter goes through so that a flow can be undone, and does nothing where the parameter is zero.</summary>
    public static Tensor AboveMinusOne(Tensor x)
    {
        // softplus(log(e - 1)) is 1. The margin keeps logarithms of one and this finite.
        const float Shift = 0.541324855f, Margin = 0.999f;
        return x.Affine(1, Shift).Softplus().Affine(Margin, -Margin);
    }
}
