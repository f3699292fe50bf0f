using System.Collections;
using Latent.Tensors;

namespace Latent.Layers;

/// <summary>What a model learns, by name ("encoder.0.weight"), in a fixed order. A tensor that several parts share is held once, under the name that it had first.</summary>
public sealed class ParameterSet : IReadOnlyList<Tensor>
{
    private readonly List<Tensor> _tensors = [];
    private readonly List<string> _names = [];
    private readonly HashSet<Tensor> _known = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count => _tensors.Count;

    /// <summary>The names, in the same order as the tensors.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How many numbers are learned.</summary>
    public long Scalars => _tensors.Sum(t => (long)t.Length);

    /// <inheritdoc/>
    public Tensor this[int index] => _tensors[index];

    /// <summary>Adds a tensor, unless it is here already.</summary>
    /// <exception cref="ArgumentException">Another tensor has this name.</exception>
    public void Add(string name, Tensor tensor)
    {
        if (_known.Contains(tensor))
        {
            return;
        }
        if (!_taken.Add(name))
        {
            throw new ArgumentException($"Two parameters are called '{name}'.", nameof(name));
        }
        _known.Add(tensor);
        _names.Add(name);
        _tensors.Add(tensor);
    }

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => _tensors.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
