using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Categories written as groups of values, one of each group 1 and the others 0: the log-probability of a row is the sum over its groups of the log-probability of the value that is 1.</summary>
public sealed class OneHotDistribution : Distribution
{
    private readonly Tensor _logits;
    private readonly IReadOnlyList<int> _groups;
    private Tensor? _logProbabilities;

    /// <summary>Categories of these probabilities.</summary>
    /// <param name="logits">[rows, ...]: the logarithms of the probabilities, up to a constant for every group.</param>
    /// <param name="groups">How many values every group has, in the order of a row.</param>
    /// <exception cref="ArgumentException">The groups do not make up a row.</exception>
    public OneHotDistribution(Tensor logits, IReadOnlyList<int> groups)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(groups);
        int width = 0;
        for (int i = 0; i < groups.Count; i++)
        {
            width += groups[i];
        }
        if (width * logits.Shape[0] != logits.Length)
        {
            throw new ArgumentException($"Groups of {groups.Sum()} values in all do not make up rows of {logits.Shape}.", nameof(groups));
        }
        (_logits, _groups) = (logits, groups);
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <summary>The probabilities.</summary>
    public override Tensor Mean => LogProbabilities.Exp().Reshape(_logits.Shape);

    private int Rows => _logits.Shape[0];

    /// <summary>[rows, values].</summary>
    private Tensor LogProbabilities => _logProbabilities ??= Normalised();

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = Math.Max(x.Shape[0], Rows), fewest = Math.Min(x.Shape[0], Rows), width = LogProbabilities.Shape[1];
        Tensor values = Of(x) * Of(LogProbabilities);
        if (mask is not null)
        {
            values *= Of(mask);
        }
        return values.Reshape(new Shape(rows, width)).Sum(1);

        Tensor Of(Tensor tensor) => tensor.Reshape(new Shape(tensor.Shape[0] / fewest, fewest, width));
    }

    /// <summary>The log-probability of a group's level where its 1 stands, zeros elsewhere.</summary>
    public override Tensor ElementLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int width = LogProbabilities.Shape[1], fewest = Math.Min(x.Shape[0], Rows);
        Tensor values = x.Reshape(new Shape(x.Shape[0] / fewest, fewest, width)) * LogProbabilities.Reshape(new Shape(Rows / fewest, fewest, width));
        return values.Reshape(new Shape(Math.Max(x.Shape[0], Rows), width));
    }

    /// <summary>Draws; no gradient passes.</summary>
    public override Tensor Sample(int samples, Rng rng)
    {
        float[] probabilities = Mean.ToArray(), values = new float[samples * probabilities.Length];
        for (int at = 0, group = 0; at < values.Length; at += _groups[group], group = (group + 1) % _groups.Count)
        {
            double u = rng.NextDouble();
            int chosen = 0, first = at % probabilities.Length;
            for (; chosen < _groups[group] - 1 && u >= probabilities[first + chosen]; chosen++)
            {
                u -= probabilities[first + chosen];
            }
            values[at + chosen] = 1;
        }
        return Tensor.From(values, _logits.Shape.WithFirst(samples * Rows), _logits.Backend);
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new OneHotDistribution(_logits.Detach(), _groups);

    private Tensor Normalised()
    {
        Tensor logits = _logits.Reshape(new Shape(Rows, _logits.Length / Rows));
        Tensor? joined = null;
        for (int group = 0, at = 0; group < _groups.Count;)
        {
            // Groups of one size that follow one another are one tensor.
            int size = _groups[group], count = 1;
            while (group + count < _groups.Count && _groups[group + count] == size)
            {
                count++;
            }
            Tensor part = count == _groups.Count ? logits : logits.Slice(1, at, count * size);
            part = part.Reshape(new Shape(Rows, count, size)).LogSoftmax().Reshape(new Shape(Rows, count * size));
            joined = joined is null ? part : TensorOperations.Concat(1, joined, part);
            (group, at) = (group + count, at + (count * size));
        }
        return joined!;
    }
}
