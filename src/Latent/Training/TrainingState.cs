using Latent.Layers;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>Everything that training depends on besides the data and the options: what a checkpoint holds.</summary>
public sealed class TrainingState
{
    private readonly List<(string Name, Tensor Tensor)> _tensors = [];
    private Optimizer[] _optimizers = [];
    private int _modelTensors;
    private float[][]? _best;
    private string _source = "The training so far";
    private Dictionary<string, float[]>? _saved;
    private long[] _savedUpdates = [];

    /// <summary>Updates so far; skipped ones count.</summary>
    public long Step { get; set; }

    /// <summary>Epochs completed.</summary>
    public int Epoch { get; set; }

    /// <summary>Rows of the present epoch that have been trained on.</summary>
    public int Row { get; set; }

    /// <summary>Rows that an epoch has.</summary>
    public int RowsInEpoch { get; set; }

    /// <summary>Steps skipped because a loss or gradient was not finite.</summary>
    public long Skipped { get; set; }

    /// <summary>How many of them came one after the other, up to now.</summary>
    public int FailuresInARow { get; set; }

    /// <summary>How often the learning rate has been lowered on a plateau.</summary>
    public int Plateaus { get; set; }

    /// <summary>Epochs since the best validation ELBO.</summary>
    public int EpochsSinceBest { get; set; }

    /// <summary>The best validation ELBO, nats per row; minus infinity before the first.</summary>
    public double BestElbo { get; set; } = double.NegativeInfinity;

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; set; }

    /// <summary>Whether training has come to its end.</summary>
    public bool Finished { get; set; }

    /// <summary>Whether it ended because the validation ELBO no longer improved.</summary>
    public bool StoppedEarly { get; set; }

    /// <summary>The present epoch's figures.</summary>
    public EpochSums Sums { get; init; } = new();

    /// <summary>The epochs so far.</summary>
    public List<EpochRecord> History { get; init; } = [];

    /// <summary>How many updates each player's optimiser has made.</summary>
    public IEnumerable<long> Updates => _optimizers.Select(o => o.Updates);

    /// <summary>The weights, the best weights and what the optimisers carry, by name.</summary>
    public IEnumerable<(string Name, Shape Shape, float[] Values)> Tensors
    {
        get
        {
            foreach ((string name, Tensor tensor) in _tensors)
            {
                yield return (name, tensor.Shape, tensor.ToArray());
            }
            for (int i = 0; _best is not null && i < _best.Length; i++)
            {
                yield return ($"best.{_tensors[i].Name}", _tensors[i].Tensor.Shape, _best[i]);
            }
        }
    }

    /// <summary>Remembers tensors read from a checkpoint until they can be put in their places.</summary>
    internal void Load(string source, Dictionary<string, float[]> tensors, long[] updates)
    {
        _source = source;
        _saved = tensors;
        _savedUpdates = updates;
    }

    /// <summary>Each player's optimiser.</summary>
    internal IReadOnlyList<Optimizer> Optimizers => _optimizers;

    /// <summary>Ties the state to a model and its optimisers; values that came from a checkpoint, or from those it was tied to before, are put into them.</summary>
    /// <exception cref="InputException">The checkpoint is of another model.</exception>
    internal void Attach(ParameterSet parameters, Optimizer[] optimizers)
    {
        if (_saved is null && _tensors.Count > 0)
        {
            _savedUpdates = [.. Updates];
            _saved = Tensors.ToDictionary(t => t.Name, t => t.Values, StringComparer.Ordinal);
        }
        _tensors.Clear();
        _optimizers = optimizers;
        _tensors.AddRange(parameters.State.Select(s => ($"model.{s.Name}", s.Tensor)));
        _modelTensors = _tensors.Count;
        for (int i = 0; i < optimizers.Length; i++)
        {
            _tensors.AddRange(optimizers[i].State.Select(s => (FormattableString.Invariant($"optimizer.{i}.{s.Name}"), s.Tensor)));
        }
        if (_saved is null)
        {
            return;
        }
        foreach ((string name, Tensor tensor) in _tensors)
        {
            tensor.Set(Saved(name, tensor.Length));
        }
        if (_saved.Keys.Any(name => name.StartsWith("best.", StringComparison.Ordinal)))
        {
            _best = [.. ModelTensors.Select(t => Saved($"best.{t.Name}", t.Tensor.Length))];
        }
        if (_savedUpdates.Length != optimizers.Length)
        {
            throw new InputException($"{_source} does not fit the model: {_savedUpdates.Length} players were learning, and {optimizers.Length} are to. Train anew in another folder.");
        }
        for (int i = 0; i < optimizers.Length; i++)
        {
            optimizers[i].Updates = _savedUpdates[i];
        }
        _saved = null;
    }

    internal void KeepBest(double elbo, bool keepWeights)
    {
        BestElbo = elbo;
        EpochsSinceBest = 0;
        if (!keepWeights)
        {
            return;
        }
        _best ??= [.. ModelTensors.Select(t => new float[t.Tensor.Length])];
        for (int i = 0; i < _best.Length; i++)
        {
            _tensors[i].Tensor.CopyTo(_best[i]);
        }
    }

    internal void RestoreBest()
    {
        for (int i = 0; _best is not null && i < _best.Length; i++)
        {
            _tensors[i].Tensor.Set(_best[i]);
        }
    }

    /// <summary>What the model has learned and gathered; it comes before what the optimisers carry.</summary>
    private IEnumerable<(string Name, Tensor Tensor)> ModelTensors => _tensors.Take(_modelTensors);

    private float[] Saved(string name, int length) =>
        _saved!.TryGetValue(name, out float[]? values) && values.Length == length
            ? values
            : throw new InputException($"{_source} does not fit the model: '{name}' is missing or of another size. Train anew in another folder.");
}
