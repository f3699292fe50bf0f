using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Embeds large categories (Guo and Berkhahn 2016, "Entity embeddings of categorical variables"): of a row it replaces the ones among zeros that stand for levels by
/// a few learned values a level, behind all other values. A level that is missing, and all zeros, gives zeros.
/// </summary>
public sealed class EmbedLevels : Layer
{
    private readonly (int Start, int Width)[] _categories;
    private readonly (int Start, int Width)[] _others;
    private readonly Tensor[] _values;

    /// <summary>For rows of so many values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="categories">Where the categories to be embedded begin, and how many levels each has, from left to right.</param>
    /// <param name="size">How many values a level becomes.</param>
    /// <param name="rng">Where the first ones are drawn from.</param>
    /// <param name="backend">Where they live; null for the default.</param>
    /// <exception cref="ArgumentException">Categories overlap or lie outside of the row.</exception>
    public EmbedLevels(int values, IReadOnlyList<(int Start, int Width)> categories, int size, Rng rng, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(categories);
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Inputs = values;
        _categories = [.. categories];
        List<(int, int)> others = [];
        int at = 0;
        foreach ((int start, int width) in _categories)
        {
            if (start < at || width < 1 || start > values - width)
            {
                throw new ArgumentException($"A category of {width} levels from value {start} on does not fit behind value {at} of a row of {values}.", nameof(categories));
            }
            others.Add((at, start - at));
            at = start + width;
        }
        others.Add((at, values - at));
        _others = [.. others.Where(run => run.Item2 > 0)];
        // Only one level of each category counts, so that every value has the width that one input would give it.
        _values = [.. _categories.Select((category, i) => FreshWeights.Draw(new Shape(category.Width, size), 1, rng.Split((ulong)i), backend))];
        Outputs = _others.Sum(run => run.Width) + (size * _categories.Length);
    }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    public override int Outputs { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor flat = x.Reshape(new Shape(x.Shape[0], Inputs));
        var parts = new Tensor[_others.Length + _categories.Length];
        for (int i = 0; i < _others.Length; i++)
        {
            parts[i] = flat.Slice(1, _others[i].Start, _others[i].Width);
        }
        for (int i = 0; i < _categories.Length; i++)
        {
            parts[_others.Length + i] = flat.Slice(1, _categories[i].Start, _categories[i].Width).MatMul(_values[i]);
        }
        return TensorOperations.Concat(1, parts);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        for (int i = 0; i < _values.Length; i++)
        {
            parameters.Add($"{path}.{i}", _values[i]);
        }
    }
}
