using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What a posterior and a prior have to fit.</summary>
/// <param name="Latent">How many values a latent has.</param>
/// <param name="Activation">What follows the maps of their own networks.</param>
/// <param name="Weights">The room there is.</param>
/// <param name="Rng">Where their weights are drawn from: split it, and the networks around them stay as they are.</param>
internal sealed record LatentPlan(int Latent, Activation Activation, WeightBudget Weights, Rng Rng);
