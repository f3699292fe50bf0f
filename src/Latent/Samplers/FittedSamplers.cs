using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Samplers;

/// <summary>The samplers that were fitted to a model, by name; they are written into its file and read from there.</summary>
public sealed class FittedSamplers
{
    private const string Prefix = "sampler.";

    private readonly SortedDictionary<string, (Sampler Sampler, JsonObject Settings)> _fitted = new(StringComparer.Ordinal);

    /// <summary>The names of those there are.</summary>
    public IReadOnlyCollection<string> Names => _fitted.Keys;

    /// <summary>The sampler of this name; null if none was fitted.</summary>
    public Sampler? Find(string name) => _fitted.TryGetValue(name, out (Sampler Sampler, JsonObject Settings) found) ? found.Sampler : null;

    /// <summary>Fits a sampler to a model, in place of an earlier one of its name.</summary>
    /// <param name="name">Its name; see <see cref="NamedSampler.All"/>.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">Rows that fit it; those that it was trained on.</param>
    /// <param name="options">How; null for seed 0.</param>
    /// <param name="given">The sampler's own settings; null for the usual ones.</param>
    /// <exception cref="InputException">There is none of this name, it is not for such models, or there are too few rows.</exception>
    internal Sampler Fit(string name, TrainedModel model, RowSource rows, SamplerOptions? options, JsonObject? given = null)
    {
        var settings = new Settings(given ?? []);
        Sampler sampler = NamedSampler.Find(name).Make(model, settings, new WeightBudget(long.MaxValue));
        sampler.Fit(model, rows, options ?? new SamplerOptions());
        _fitted[name] = (sampler, settings.Effective);
        return sampler;
    }

    /// <summary>Adds all to the file of their model.</summary>
    internal void Write(SafetensorsWriter writer)
    {
        foreach ((string name, (Sampler sampler, JsonObject settings)) in _fitted)
        {
            writer.Metadata[Prefix + name] = settings.ToJsonString();
            foreach ((string tensor, Tensor values) in sampler.Parameters.State)
            {
                writer.Add($"{Prefix}{name}.{tensor}", values.Shape, values.ToArray());
            }
        }
    }

    /// <summary>Finds those that the file of a model holds.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="path">What to call the file in errors.</param>
    /// <param name="weights">How many weights there may be at most.</param>
    /// <param name="fill">Reads a tensor of the file into one that is there.</param>
    internal void Read(SafetensorsReader reader, TrainedModel model, string path, long weights, Action<string, Tensor> fill)
    {
        foreach ((string key, string text) in reader.Metadata.Where(m => m.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string name = key[Prefix.Length..];
            try
            {
                var settings = new Settings(JsonNode.Parse(text) as JsonObject ?? throw new InputException($"The settings of its sampler '{name}' are no group."));
                Sampler sampler = NamedSampler.Find(name).Make(model, settings, new WeightBudget(weights));
                settings.RefuseUnknown();
                _fitted[name] = (sampler, settings.Effective);
            }
            catch (Exception e) when (e is InputException or JsonException)
            {
                throw new InputException($"{path} cannot be used: {e.Message} The file may be damaged; copy it again or train again.", e);
            }
            foreach ((string tensor, Tensor values) in _fitted[name].Sampler.Parameters.State)
            {
                fill($"{key}.{tensor}", values);
            }
        }
    }
}
