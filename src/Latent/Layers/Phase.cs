using Latent.Tensors;

namespace Latent.Layers;

/// <summary>What a model is run for: training, with its noise, or evaluation, which has none.</summary>
/// <param name="Noise">Where layers and corruptions that act only in training draw from; null in evaluation.</param>
/// <param name="Epoch">How many passes through the data came before, with the fraction of the present one; what schedules go by.</param>
public readonly record struct Phase(Rng? Noise, double Epoch = 0)
{
    /// <summary>Evaluation: dropout and corruption are off.</summary>
    public static Phase Evaluation => default;

    /// <summary>Whether noise is applied and batch statistics are used.</summary>
    public bool IsTraining => Noise is not null;
}
