using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Classification;

/// <summary>Puts the rows of batches whose class is known behind the others. Its buffers are used again and again: no garbage in steady state.</summary>
internal sealed class LabelledSplit
{
    private Indices _order = new(0);
    private int _capacity;

    /// <summary>How many rows of the last batch have no label.</summary>
    public int Unlabelled { get; private set; }

    /// <summary>The labels of the others; overwritten by the next batch.</summary>
    public Indices Labels { get; private set; } = new(0);

    /// <summary>The batch with its labelled rows last.</summary>
    public Batch Order(Batch batch)
    {
        int rows = batch.Rows;
        if (_capacity < rows)
        {
            (_order, Labels, _capacity) = (new Indices(rows), new Indices(rows), rows);
        }
        ReadOnlySpan<int> given = batch.Labels is { } labels ? labels.Values : [];
        int labelled = 0;
        foreach (int label in given)
        {
            labelled += label >= 0 ? 1 : 0;
        }
        Unlabelled = rows - labelled;
        Span<int> order = _order.Refill(rows), classes = Labels.Refill(labelled);
        bool inOrder = true;
        for (int i = 0, unknown = 0, known = 0; i < rows; i++)
        {
            int at;
            if (i < given.Length && given[i] >= 0)
            {
                classes[known] = given[i];
                at = Unlabelled + known++;
            }
            else
            {
                at = unknown++;
            }
            order[at] = i;
            inOrder &= at == i;
        }
        return inOrder ? batch : batch with { Values = batch.Values.Gather(_order), Mask = batch.Mask?.Gather(_order) };
    }
}
