using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What a posterior and a prior have to fit.</summary>
/// <param name="Size">How many values a latent has.</param>
/// <param name="Weights">The room there is.</param>
/// <param name="Rng">Where the part's weights are drawn from, a stream of its own.</param>
internal sealed record LatentPlan(int Size, WeightBudget Weights, Rng Rng);
