using System.Globalization;

namespace Latent.Cli.Progress;

/// <summary>How far some work is: one line drawn anew in a terminal, a line for every tenth elsewhere.</summary>
internal sealed class WorkProgress(string title, TextWriter text, bool isLive) : IDisposable
{
    private const int BarWidth = 36;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100), s_patience = TimeSpan.FromSeconds(2);

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _last;
    private int _tenths;
    private bool _drawn;

    /// <summary>Tells the share of the work that is done, 0 to 1.</summary>
    public void Report(double share) => Report(share, "");

    /// <summary>Tells the share of the work that is done, with a note.</summary>
    public void Report(double share, string note)
    {
        TimeSpan gone = TimeProvider.System.GetElapsedTime(_start);
        if (isLive)
        {
            if (_drawn && TimeProvider.System.GetElapsedTime(_last) < s_pause)
            {
                return;
            }
            _last = TimeProvider.System.GetTimestamp();
            _drawn = true;
            int full = (int)(Math.Clamp(share, 0, 1) * BarWidth);
            string left = share > 0.02 && gone > s_patience ? $", {Duration.Text(gone * ((1 - share) / share))} left" : "";
            text.Write(string.Create(CultureInfo.InvariantCulture, $"\r{title} {new string('━', full)}{new string('·', BarWidth - full)} {share:0%}{note}{left}\u001b[K"));
            text.Flush();
        }
        else if ((int)(share * 10) > _tenths && gone > s_patience)
        {
            _tenths = (int)(share * 10);
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title} {share:0%}{note}"));
            text.Flush();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_drawn)
        {
            text.Write("\r\u001b[K");
            text.Flush();
        }
    }
}
