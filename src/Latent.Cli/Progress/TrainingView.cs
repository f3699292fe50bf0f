using Latent.Training;

namespace Latent.Cli.Progress;

/// <summary>Shows a training to whoever is watching.</summary>
internal abstract class TrainingView
{
    /// <summary>Runs the work; what it reports to the function it is given is shown.</summary>
    public abstract T Watch<T>(Func<Action<TrainingProgress>, T> work);
}
