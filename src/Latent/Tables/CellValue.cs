using System.Globalization;

namespace Latent.Tables;

/// <summary>Cells that are values of .NET: what they are, as text and as numbers.</summary>
internal static class CellValue
{
    private static readonly (Type Type, CellKind Kind)[] s_kinds =
    [
        (typeof(double), CellKind.Number), (typeof(float), CellKind.Number), (typeof(Half), CellKind.Number), (typeof(decimal), CellKind.DecimalNumber),
        (typeof(long), CellKind.WholeNumber), (typeof(int), CellKind.WholeNumber), (typeof(short), CellKind.WholeNumber), (typeof(sbyte), CellKind.WholeNumber),
        (typeof(byte), CellKind.WholeNumber), (typeof(ushort), CellKind.WholeNumber), (typeof(uint), CellKind.WholeNumber), (typeof(ulong), CellKind.WholeNumber),
        (typeof(bool), CellKind.Truth), (typeof(string), CellKind.Text), (typeof(char), CellKind.Text), (typeof(Guid), CellKind.Text),
        (typeof(DateOnly), CellKind.Date), (typeof(DateTime), CellKind.DateAndTime), (typeof(DateTimeOffset), CellKind.Instant),
        (typeof(TimeOnly), CellKind.Text), (typeof(TimeSpan), CellKind.Text),
    ];

    /// <summary>What cells of this type are; unknown for a type that is no cell.</summary>
    public static CellKind KindOf(Type type)
    {
        foreach ((Type candidate, CellKind kind) in s_kinds)
        {
            if (candidate == type)
            {
                return kind;
            }
        }
        return type.IsEnum ? CellKind.Text : CellKind.Unknown;
    }

    /// <summary>Whether a value is none.</summary>
    public static bool IsMissing(object? value) => value switch
    {
        null or DBNull => true,
        string text => text.Length == 0,
        double number => double.IsNaN(number),
        float number => float.IsNaN(number),
        Half number => Half.IsNaN(number),
        _ => false,
    };

    /// <summary>The number that a value is; text and truth are none.</summary>
    public static bool TryNumber(object? value, out double number)
    {
        number = value switch
        {
            double d => d,
            float f => f,
            Half h => (double)h,
            decimal m => (double)m,
            long l => l,
            int i => i,
            short s => s,
            sbyte s => s,
            byte b => b,
            ushort u => u,
            uint u => u,
            ulong u => u,
            _ => double.NaN,
        };
        return !double.IsNaN(number);
    }

    /// <summary>A value as text: numbers in as few digits as give them back, days and times as ISO 8601 writes them.</summary>
    public static string Text(object? value) => value switch
    {
        null or DBNull => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        double or float or Half when IsMissing(value) => "",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
