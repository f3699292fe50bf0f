using Latent.Data;
using Latent.Layers;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What an encoder sees of a row: its values as they are, or brought to one scale, with something beside them, large categories embedded.</summary>
internal sealed class EncoderInput
{
    private static readonly (string, Kind)[] s_kinds = [("plain", Kind.Plain), ("log", Kind.Log), ("quantiles", Kind.Quantiles), ("modes", Kind.Modes)];

    // Categories of fewer levels gain nothing by it.
    private const int FewestEmbedded = 10;

    private readonly LogOnePlus? _logarithms;
    private readonly BesideNumbers? _beside;
    private readonly EmbedLevels? _embedding;

    private enum Kind
    {
        Plain,
        Log,
        Quantiles,
        Modes,
    }

    /// <summary>Reads the settings 'input' and 'embedding' of a model.</summary>
    /// <param name="settings">Those of the model.</param>
    /// <param name="schema">What the data are.</param>
    /// <param name="preparation">What is done to them.</param>
    /// <param name="counts">Whether they are counts.</param>
    /// <param name="values">How many values a row and its condition have.</param>
    /// <param name="weights">The room there is.</param>
    /// <param name="rng">Where what is to be learned is drawn from.</param>
    /// <exception cref="InputException">The settings do not suit the data.</exception>
    public EncoderInput(Settings settings, DataSchema schema, Preparation preparation, bool counts, int values, WeightBudget weights, Rng rng)
    {
        Kind kind = settings.Choice("input", counts ? Kind.Log : Kind.Plain, s_kinds);
        Inputs = values;
        if (kind is Kind.Log)
        {
            LikelihoodFit.RequireLogarithm(schema, preparation);
            _logarithms = new LogOnePlus(values);
        }
        if (kind is Kind.Quantiles or Kind.Modes && Table(schema, $"input' is {kind.ToString().ToLowerInvariant()}, which are of the numbers").Numbers is var numbers and > 0)
        {
            _beside = kind is Kind.Quantiles ? new BesideQuantiles(values, numbers) : new BesideModes(values, numbers, rng.Split("modes"));
            Inputs = _beside.Outputs;
        }
        int size = schema.Table is not null || settings.Has("embedding") ? settings.Integer("embedding", 0, 0) : 0;
        if (size > 0 && Large(Table(schema, "embedding' is of the categories"), size) is { Count: > 0 } categories)
        {
            weights.Take(categories.Sum(category => category.Width), size);
            _embedding = new EmbedLevels(Inputs, categories, size, rng.Split("embedding"));
            Inputs = _embedding.Outputs;
        }
    }

    /// <summary>How many values the encoder reads.</summary>
    public int Inputs { get; }

    /// <summary>Sets it before an encoder.</summary>
    /// <param name="encoder">What reads so many values.</param>
    /// <param name="rows">The rows to be learned from; null if they are not there.</param>
    public Layer Before(Layer encoder, RowSource? rows)
    {
        if (rows is not null)
        {
            _beside?.Begin(rows);
        }
        Layer[] layers = [.. new Layer?[] { _logarithms, _beside, _embedding, encoder }.OfType<Layer>()];
        return layers.Length == 1 ? encoder : new Sequence(layers);
    }

    /// <summary>The categories that an embedding makes smaller.</summary>
    private static List<(int Start, int Width)> Large(TableSchema table, int size) =>
        [.. table.Slots.Where(slot => slot.Kind is SlotKind.Category && slot.Width >= Math.Max(FewestEmbedded, size + 1)).Select(slot => (slot.Start, slot.Width))];

    private static TableSchema Table(DataSchema schema, string what) => schema.Table
        ?? throw new InputException($"The recipe's 'model.{what} of a table with columns, and {schema.Name} is none; leave it out.");
}
