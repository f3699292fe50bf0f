using System.Globalization;

namespace Latent.Cli;

/// <summary>Spans of time as people write and read them.</summary>
internal static class Duration
{
    /// <summary>Reads 90, 90s, 1.5m or 2h; a bare number is seconds.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        double unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        string number = unit > 0 ? text[..^1] : text;
        bool right = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount) && amount > 0 && amount * Math.Max(1, unit) < 1e9;
        value = right ? TimeSpan.FromSeconds(amount * (unit > 0 ? unit : 1)) : default;
        return right;
    }

    /// <summary>The two largest units: "2 h 5 m", "12 s".</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 100 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} m {time.Seconds} s"),
        { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
    };
}
