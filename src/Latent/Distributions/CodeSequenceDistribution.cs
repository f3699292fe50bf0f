using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Rows of codes, written as numbers, each with its probabilities given those before it.</summary>
internal sealed class CodeSequenceDistribution : Distribution
{
    private readonly Tensor _logits;
    private readonly int _positions;

    /// <param name="logits">[rows * positions, codes]: those of every code under the true ones before it.</param>
    /// <param name="positions">How many codes a row has.</param>
    public CodeSequenceDistribution(Tensor logits, int positions)
    {
        _logits = logits;
        _positions = positions;
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: numbers of codes have no mean.</exception>
    public override Tensor Mean => throw new NotSupportedException("The numbers of codes have no mean.");

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        var codes = new Indices(x.Length);
        ReadOnlySpan<float> values = x.TryGetSpan(out Span<float> own) ? own : x.ToArray();
        Span<int> numbers = codes.Refill(x.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (int)values[i];
        }
        return _logits.CategoricalLogProbability(codes).Reshape(new Shape(x.Length / _positions, _positions)).Sum(1);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: codes are drawn one after the other, and each changes the logits of the next.</exception>
    public override Tensor Sample(int samples, Rng rng) => throw new NotSupportedException("Codes are drawn one after the other.");
}
