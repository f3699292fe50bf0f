using System.Globalization;
using Latent.Tables;

namespace Latent.Imputation;

/// <summary>A value as cells of its column are written: a level by its name, a date in its format, a number with as many digits.</summary>
internal static class OwnCell
{
    private const double LargestWhole = 9e15;

    // More than a float can tell apart is noise.
    private const int Digits = 7;

    /// <summary>Writes a cell.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="column">The column.</param>
    /// <param name="value">A number in the column's units, or the number of a level.</param>
    public static void Write(TableWriter writer, Column column, double value)
    {
        if (column.HasLevels)
        {
            writer.Write(column.Levels[(int)value]);
        }
        else if (column.Kind is ColumnKind.Date)
        {
            writer.Write(DateText.Write(value, column.Format!));
        }
        else
        {
            WriteNumber(writer, column.Decimals is not null ? column.Rounded(value) : IsSeen(column, value) ? value : Shortened(value), column.Decimals == 0);
        }
    }

    /// <summary>Writes a number with the digits that a float has.</summary>
    public static void WriteNumber(TableWriter writer, double value, bool isWhole = false)
    {
        if (isWhole && Math.Abs(value) < LargestWhole)
        {
            writer.Write((long)value);
        }
        else
        {
            writer.Write(value);
        }
    }

    /// <summary>Whether a number is one that stands in the table.</summary>
    private static bool IsSeen(Column column, double value) => value == column.Minimum || value == column.Maximum || column.AtomOf(value) < column.Atoms.Count;

    /// <summary>A number with no more digits than are known.</summary>
    public static double Shortened(double value) => double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
