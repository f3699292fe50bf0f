using System.Globalization;

namespace Latent.Tables;

/// <summary>A part of a date that comes round again.</summary>
public enum DatePart
{
    /// <summary>January to December.</summary>
    Month,

    /// <summary>Sunday to Saturday.</summary>
    Weekday,

    /// <summary>0 to 23.</summary>
    Hour,
}

/// <summary>Dates as text and as numbers.</summary>
internal static class DateText
{
    /// <summary>How dates are written, unmistakably; a day before a month or after it is told by the column.</summary>
    public static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss", "dd.MM.yyyy", "dd.MM.yyyy HH:mm", "dd.MM.yyyy HH:mm:ss",
        "MM/dd/yyyy", "M/d/yyyy", "dd/MM/yyyy", "d/M/yyyy", "MM/dd/yyyy HH:mm", "MM/dd/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MM/yyyy HH:mm:ss",
    ];

    /// <summary>Reads a date written so; those without a zone are taken for universal time.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, string format, out DateTime date) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    /// <summary>Seconds since the beginning of 1970.</summary>
    public static double Seconds(DateTime date) => (date - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>The date so many seconds after the beginning of 1970, within the calendar.</summary>
    public static DateTime Date(double seconds) => DateTime.UnixEpoch.AddSeconds(Math.Clamp(seconds, (DateTime.MinValue - DateTime.UnixEpoch).TotalSeconds, (DateTime.MaxValue - DateTime.UnixEpoch).TotalSeconds - 1));

    /// <summary>The text of a time, rounded to what its format can tell.</summary>
    public static string Write(double seconds, string format) => Rounded(seconds, format).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A time rounded to what a format can tell.</summary>
    public static DateTime Rounded(double seconds, string format)
    {
        double step = format.Contains("FF", StringComparison.Ordinal) ? 0.001 : format.Contains("ss", StringComparison.Ordinal) ? 1 : format.Contains("mm", StringComparison.Ordinal) ? 60 : 86_400;
        return Date(Math.Round(seconds / step) * step);
    }

    /// <summary>Which of a part's values a date has, from 0 on.</summary>
    public static int Level(DateTime date, DatePart part) => part switch
    {
        DatePart.Month => date.Month - 1,
        DatePart.Weekday => (int)date.DayOfWeek,
        _ => date.Hour,
    };

    /// <summary>How many values a part has.</summary>
    public static int Levels(DatePart part) => part switch { DatePart.Month => 12, DatePart.Weekday => 7, _ => 24 };
}
