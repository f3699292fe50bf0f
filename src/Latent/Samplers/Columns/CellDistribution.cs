using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Samplers.Columns;

/// <summary>Rows of cells, written as a choice and a number each, with the probabilities of every choice given the cells before it; missing ones count for nothing.</summary>
internal sealed class CellDistribution(Tensor logits, IReadOnlyList<Cell> cells) : Distribution
{
    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: choices have no mean.</exception>
    public override Tensor Mean => throw new NotSupportedException("The choices of cells have no mean.");

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int width = 2 * cells.Count, rows = x.Length / width;
        ReadOnlySpan<float> values = x.TryGetSpan(out Span<float> own) ? own : x.ToArray();
        Tensor? sum = null;
        for (int i = 0; i < cells.Count; i++)
        {
            var choices = new Indices(rows);
            Span<int> numbers = choices.Refill(rows);
            float[] present = new float[rows];
            for (int r = 0; r < rows; r++)
            {
                int choice = (int)values[(r * width) + (2 * i)];
                numbers[r] = Math.Max(choice, 0);
                present[r] = choice < 0 ? 0 : 1;
            }
            Tensor part = logits.Slice(1, cells[i].Start, cells[i].Choices).CategoricalLogProbability(choices);
            part = Array.IndexOf(present, 0) >= 0 ? part * Tensor.From(present, new Shape(rows), logits.Backend) : part;
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: cells are drawn one after the other, and each changes the logits of the next.</exception>
    public override Tensor Sample(int samples, Rng rng) => throw new NotSupportedException("Cells are drawn one after the other.");
}
