using Latent.Data;

namespace Latent.Layers;

/// <summary>Sets something beside the first values of a row, which are numbers, that it has learned from how those of the rows trained on are spread.</summary>
public abstract class BesideNumbers : BesideValues
{
    private readonly int _each;

    /// <summary>For rows of so many values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="numbers">How many of the first get something beside them.</param>
    /// <param name="each">How many values every one of them gets.</param>
    private protected BesideNumbers(int values, int numbers, int each)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numbers);
        ArgumentOutOfRangeException.ThrowIfLessThan(values, numbers);
        Inputs = values;
        Numbers = numbers;
        _each = each;
    }

    /// <inheritdoc/>
    public sealed override int Inputs { get; }

    /// <inheritdoc/>
    public sealed override int Outputs => Inputs + (Numbers * _each);

    /// <summary>How many of the first values are numbers.</summary>
    protected int Numbers { get; }

    internal sealed override void Begin(RowSource train)
    {
        List<float>[] seen = [.. Enumerable.Range(0, Numbers).Select(_ => new List<float>())];
        foreach ((_, float[] values) in train.Spread())
        {
            for (int i = 0; i < Numbers; i++)
            {
                if (!float.IsNaN(values[i]))
                {
                    seen[i].Add(values[i]);
                }
            }
        }
        Learn([.. seen.Select(column => column.Order().ToArray())]);
    }

    /// <summary>Learns from the values of every number, in rising order.</summary>
    private protected abstract void Learn(float[][] sorted);
}
