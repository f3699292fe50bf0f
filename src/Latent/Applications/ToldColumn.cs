using System.Globalization;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>The class, or the number, that a model tells of new rows: drawn from q(y|x), so that rows and it go together as they do in the data.</summary>
internal sealed class ToldColumn
{
    private readonly TrainedModel _model;
    private readonly Tape _tape;

    /// <summary>What this model tells.</summary>
    /// <param name="model">A model of a table that tells something.</param>
    /// <param name="name">What it is called; null for the model's own name.</param>
    public ToldColumn(TrainedModel model, string? name)
    {
        _model = model;
        _tape = new Tape(model.Model.Parameters[0].Backend, record: false);
        Name = name ?? model.Schema.Target ?? "class";
    }

    /// <summary>What the column is called.</summary>
    public string Name { get; }

    /// <summary>What it holds in these rows.</summary>
    /// <param name="rows">Whole rows as the model sees them.</param>
    /// <param name="rng">Where it is drawn from.</param>
    public string[] Of(float[] rows, Rng rng)
    {
        using Tape.Scope scope = _tape.Begin();
        int width = _model.Schema.RowShape.Length, count = rows.Length / width;
        var batch = new Batch(Tensor.From(rows, new Shape(count, width), _tape.Backend));
        return _model.Schema.Target is null ? Classes(batch, rng) : Numbers(batch, rng);
    }

    private string[] Classes(Batch batch, Rng rng)
    {
        IReadOnlyList<string> classes = _model.Schema.Classes;
        float[] logs = _model.Model.Classify(batch).ToArray();
        return [.. Enumerable.Range(0, batch.Rows).Select(r => classes[WeightedDraw.Of(logs.AsSpan(r * classes.Count, classes.Count), rng)])];
    }

    private string[] Numbers(Batch batch, Rng rng)
    {
        (float mean, float deviation) = ((Targets.NumberTarget)_model.Model.Target!).Scale;
        return [.. _model.Model.Regress(batch).Sample(1, rng).ToArray().Select(y => (mean + (deviation * y)).ToString(CultureInfo.InvariantCulture))];
    }
}
