using Latent.Tensors;

namespace Latent.Training;

/// <summary>Where training stands: what schedules, bounds and penalties may ask.</summary>
/// <param name="Step">How many updates came before.</param>
/// <param name="Epoch">How many passes through the data came before, with the fraction of the present one.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="DataRows">How many rows the training data have.</param>
/// <param name="Rng">This step's own randomness.</param>
public readonly record struct StepContext(long Step, double Epoch, double Epochs, long DataRows, Rng Rng);
