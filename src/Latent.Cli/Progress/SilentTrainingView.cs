using Latent.Training;

namespace Latent.Cli.Progress;

/// <summary>Shows nothing.</summary>
internal sealed class SilentTrainingView : TrainingView
{
    public override T Watch<T>(Func<Action<TrainingProgress>, T> work) => work(_ => { });
}
