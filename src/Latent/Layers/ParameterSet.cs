using System.Collections;
using Latent.Tensors;

namespace Latent.Layers;

/// <summary>
/// What a model learns, by name ("encoder.0.weight"), in a fixed order, and, kept with it but not learned from gradients,
/// its statistics of the data. A tensor that several parts share is held once, under the name that it had first.
/// </summary>
public sealed class ParameterSet : IReadOnlyList<Tensor>
{
    private readonly List<Tensor> _tensors = [];
    private readonly List<string> _names = [];
    private readonly List<Tensor> _statistics = [];
    private readonly List<string> _statisticNames = [];
    private readonly HashSet<Tensor> _known = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count => _tensors.Count;

    /// <summary>The names, in the same order as the tensors.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How many numbers are learned.</summary>
    public long Scalars => _tensors.Sum(t => (long)t.Length);

    /// <summary>What layers keep of the data they were trained on (means and variances of channels); they are saved with the parameters, and no optimiser sees them.</summary>
    public IReadOnlyList<Tensor> Statistics => _statistics;

    /// <summary>The statistics' names, in the same order as they are.</summary>
    public IReadOnlyList<string> StatisticNames => _statisticNames;

    /// <summary>Everything that has to be kept to have the model again: the parameters, and after them the statistics.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => _names.Zip(_tensors).Concat(_statisticNames.Zip(_statistics));

    /// <inheritdoc/>
    public Tensor this[int index] => _tensors[index];

    /// <summary>Adds a tensor, unless it is here already.</summary>
    /// <exception cref="ArgumentException">Another tensor has this name.</exception>
    public void Add(string name, Tensor tensor) => Add(name, tensor, _names, _tensors);

    /// <summary>Adds a tensor that a layer changes itself as it is trained, unless it is here already.</summary>
    /// <exception cref="ArgumentException">Another tensor has this name.</exception>
    public void AddStatistic(string name, Tensor tensor) => Add(name, tensor, _statisticNames, _statistics);

    /// <inheritdoc/>
    public IEnumerator<Tensor> GetEnumerator() => _tensors.GetEnumerator();

    private void Add(string name, Tensor tensor, List<string> names, List<Tensor> tensors)
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
        names.Add(name);
        tensors.Add(tensor);
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
