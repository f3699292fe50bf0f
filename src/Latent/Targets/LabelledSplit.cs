using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>Puts the rows of batches whose label is known behind the others. Its buffers are used again and again: no garbage in steady state.</summary>
internal sealed class LabelledSplit
{
    private Indices _order = new(0);
    private float[] _given = [];
    private float[] _numbers = [];

    /// <summary>How many rows of the last batch have no label.</summary>
    public int Unlabelled { get; private set; }

    /// <summary>How many have one.</summary>
    public int Labelled { get; private set; }

    /// <summary>The classes of those that have one; overwritten by the next batch.</summary>
    public Indices Classes { get; private set; } = new(0);

    /// <summary>The numbers of those that have one; overwritten by the next batch.</summary>
    public ReadOnlySpan<float> Numbers => _numbers.AsSpan(0, Labelled);

    /// <summary>The batch with its labelled rows last.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="ofNumbers">Whether the labels are numbers, else classes.</param>
    public Batch Order(Batch batch, bool ofNumbers)
    {
        int rows = batch.Rows;
        if (_given.Length < rows)
        {
            (_order, Classes, _given, _numbers) = (new Indices(rows), new Indices(rows), new float[rows], new float[rows]);
        }
        Span<float> given = _given.AsSpan(0, rows);
        Read(batch, ofNumbers, given);
        Labelled = 0;
        foreach (float label in given)
        {
            Labelled += float.IsNaN(label) ? 0 : 1;
        }
        Unlabelled = rows - Labelled;
        Span<int> order = _order.Refill(rows), classes = Classes.Refill(Labelled);
        bool inOrder = true;
        for (int i = 0, unknown = 0, known = 0; i < rows; i++)
        {
            int at = float.IsNaN(given[i]) ? unknown++ : Unlabelled + known++;
            if (at >= Unlabelled)
            {
                _numbers[at - Unlabelled] = given[i];
                classes[at - Unlabelled] = ofNumbers ? 0 : (int)given[i];
            }
            order[at] = i;
            inOrder &= at == i;
        }
        return inOrder ? batch : batch with { Values = batch.Values.Gather(_order), Mask = batch.Mask?.Gather(_order) };
    }

    /// <summary>The labels, not a number where they are missing.</summary>
    private static void Read(Batch batch, bool ofNumbers, Span<float> given)
    {
        given.Fill(float.NaN);
        if (ofNumbers)
        {
            batch.Targets?.CopyTo(given);
            return;
        }
        ReadOnlySpan<int> labels = batch.Labels is { } known ? known.Values : [];
        for (int i = 0; i < labels.Length; i++)
        {
            given[i] = labels[i] >= 0 ? labels[i] : float.NaN;
        }
    }
}
