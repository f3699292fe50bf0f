using Latent.Tensors;

namespace Latent.Training;

/// <summary>One who learns: a loss, minimised over parameters of its own. A model with a critic has two players.</summary>
/// <param name="Name">What the player is called in progress and checkpoints.</param>
/// <param name="Parameters">What it may change; no other parameter gets a gradient from its loss.</param>
/// <param name="Loss">The scalar that it minimises, in nats per row.</param>
public sealed record Player(string Name, IReadOnlyList<Tensor> Parameters, Func<Pass, StepContext, Tensor> Loss)
{
    /// <summary>How many times the learning rate of the training it takes.</summary>
    public double Rate { get; init; } = 1;
}
