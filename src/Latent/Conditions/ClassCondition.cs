using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Conditions;

/// <summary>The class of every row: a one among zeros, from the labels of the batch.</summary>
public sealed class ClassCondition : Conditioning
{
    /// <summary>More classes than this are taken for a mistake, such as a label that numbers the rows.</summary>
    public const int MostClasses = 10_000;

    /// <summary>Conditions on the classes 0 to <paramref name="classes"/> - 1.</summary>
    public ClassCondition(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MostClasses);
        Size = classes;
    }

    /// <summary>Tells the classes of rows whose labels are missing: [rows, classes], the greatest value counting; null where labels are needed.</summary>
    public Func<Batch, Tensor>? Guess { get; init; }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override string Name => "the class of every row";

    /// <inheritdoc/>
    public override Tensor Of(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Guess is not null && (batch.Labels is null || batch.Labels.Values.Contains(-1)))
        {
            return Of(Guessed(batch), batch.Values.Backend);
        }
        return batch.Labels is { } labels
            ? Of(labels.Values, batch.Values.Backend)
            : throw new InputException("The model is conditioned on classes, and these rows have no labels; take labelled data, such as a folder with a sub-folder a class.");
    }

    /// <inheritdoc/>
    public override Tensor Usual(int first, int count, Backend backend)
    {
        int[] classes = new int[count];
        for (int i = 0; i < count; i++)
        {
            classes[i] = (int)(((long)first + i) % Size);
        }
        return Of(classes, backend);
    }

    private int[] Guessed(Batch batch)
    {
        float[] scores = Guess!(batch).ToArray();
        int[] classes = new int[batch.Rows];
        for (int i = 0; i < classes.Length; i++)
        {
            int known = batch.Labels is { } labels ? labels.Values[i] : -1;
            classes[i] = known >= 0 ? known : MostLikely.Of(scores.AsSpan(i * Size, Size));
        }
        return classes;
    }

    /// <summary>The conditions of rows of these classes.</summary>
    /// <returns>[rows, classes].</returns>
    /// <exception cref="InputException">There is no such class.</exception>
    public Tensor Of(ReadOnlySpan<int> classes, Backend? backend = null)
    {
        foreach (int number in classes)
        {
            if ((uint)number >= (uint)Size)
            {
                throw new InputException(number < 0
                    ? "A row is of a class that the model does not know; leave such rows out, or train on all classes."
                    : $"There is no class {number}: the model knows the classes 0 to {Size - 1}.");
            }
        }
        Tensor conditions = Tensor.Zeros(new Shape(classes.Length, Size), backend);
        bool direct = conditions.TryGetSpan(out Span<float> values);
        values = direct ? values : new float[conditions.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            values[(i * Size) + classes[i]] = 1;
        }
        if (!direct)
        {
            conditions.Set(values);
        }
        return conditions;
    }
}
