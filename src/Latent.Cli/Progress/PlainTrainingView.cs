using System.Globalization;
using Latent.Training;

namespace Latent.Cli.Progress;

/// <summary>Writes a line at the end of every epoch, and every ten seconds of a long one: for files and pipes.</summary>
internal sealed class PlainTrainingView(TextWriter text) : TrainingView
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private long _last = TimeProvider.System.GetTimestamp();

    public override T Watch<T>(Func<Action<TrainingProgress>, T> work) => work(Show);

    private void Show(TrainingProgress p)
    {
        if (p.Ended is null && TimeProvider.System.GetElapsedTime(_last) < s_pause)
        {
            return;
        }
        _last = TimeProvider.System.GetTimestamp();
        string validation = p.Ended?.ValidationElbo is { } elbo ? string.Create(CultureInfo.InvariantCulture, $"  validation {elbo:0.00}") : "";
        string step = p.Ended is null ? string.Create(CultureInfo.InvariantCulture, $"  step {p.Step}/{p.Steps}") : "";
        string skipped = p.Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $"  skipped {p.Skipped}") : "";
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {p.Epoch}/{p.Epochs}{step}  elbo {p.Elbo:0.00}  reconstruction {p.Reconstruction:0.00}  kl {p.Kl:0.00}  active {p.ActiveUnits}/{p.LatentSize}{validation}{skipped}  {p.RowsPerSecond:0} rows/s  {Duration.Text(p.Remaining)} left"));
        text.Flush();
    }
}
