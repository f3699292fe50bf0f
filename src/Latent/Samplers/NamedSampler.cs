using Latent.Composition;

namespace Latent.Samplers;

/// <summary>A kind of sampler that has a name.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Paper">Where it comes from.</param>
/// <param name="Summary">What it is for, in a sentence.</param>
public sealed record NamedSampler(string Name, string Paper, string Summary)
{
    /// <summary>All kinds, a line each. A new one is a class in a file of its own, and a line here.</summary>
    public static IReadOnlyList<NamedSampler> All { get; } =
    [
        new("codes", "van den Oord et al. 2017", "For latents made of codes: an autoregressive network over their positions.") { Make = (model, s, weights) => new CodeSampler(model.Model, s, weights) },
        new("columns", "Uria et al. 2016", "For tables: the cells of a row one after the other, each given those before it.") { Make = (model, s, weights) => new ColumnSampler(model, s, weights) },
        new("flow", "Papamakarios et al. 2017", "For latents of real values: masked autoregressive flows.") { Make = (model, s, weights) => new FlowSampler(model.Model, s, weights) },
        new("hypersphere", "Davidson et al. 2018", "For latents of real values or on a sphere: directions that are all alike, distances as they are.") { Make = (model, s, weights) => new HypersphereSampler(model.Model, s, weights) },
        new("mixture", "Ghosh et al. 2020", "For latents of real values: a mixture of normal distributions.") { Make = (model, s, weights) => new MixtureSampler(model.Model, s, weights) },
        new("two-stage", "Dai and Wipf 2019", "For latents of real values: a second VAE, of the first one's latents.") { Make = (model, s, weights) => new TwoStageSampler(model.Model, s, weights) },
    ];

    /// <summary>Makes one for a model: its settings, and the room that there is for what it learns.</summary>
    internal Func<TrainedModel, Settings, WeightBudget, Sampler> Make { get; private init; } = null!;

    /// <summary>The kind of this name.</summary>
    /// <exception cref="InputException">There is none; the message names those there are.</exception>
    public static NamedSampler Find(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new InputException($"There is no sampler '{name}'; it can be {string.Join(", ", All.Select(s => s.Name))}, or prior for the model's own.");
}
