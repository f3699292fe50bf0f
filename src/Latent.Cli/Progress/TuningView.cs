using System.Globalization;
using Latent.Tuning;

namespace Latent.Cli.Progress;

/// <summary>Shows a search: a line for every judgement, and in a terminal one that is drawn anew while a trial is trained.</summary>
internal sealed class TuningView(TextWriter text, bool isLive) : IDisposable
{
    private const int BarWidth = 24;

    private bool _drawn;

    /// <summary>Shows where the search stands.</summary>
    public void Show(TuningProgress p)
    {
        string left = p.Remaining is { } time ? $", {Duration.Text(time)} left" : "";
        if (p.Training is null)
        {
            Clear();
            string came = p.Trial.Failure is { } failure ? $"failed: {failure}" : string.Create(CultureInfo.InvariantCulture, $"{p.Trial.Score:0.00} nats");
            string best = p.Best is { Score: { } score } first ? string.Create(CultureInfo.InvariantCulture, $"; best {score:0.00} (trial {first.Number})") : "";
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{p.Share,4:0%}  trial {p.Trial.Number}/{p.Trials}, {p.Epochs} epochs: {came}{best}{left}"));
            text.Flush();
        }
        else if (isLive)
        {
            int full = (int)(Math.Clamp(p.Share, 0, 1) * BarWidth);
            text.Write(string.Create(CultureInfo.InvariantCulture, $"\r{new string('━', full)}{new string('·', BarWidth - full)} {p.Share:0%}, trial {p.Trial.Number}/{p.Trials}, epoch {p.Training.Epoch}/{p.Epochs}, elbo {p.Training.Elbo:0.00}, {p.Training.RowsPerSecond:0} rows/s{left}\u001b[K"));
            text.Flush();
            _drawn = true;
        }
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        if (_drawn)
        {
            text.Write("\r\u001b[K");
            _drawn = false;
        }
    }
}
