using Latent.Tables;

namespace Latent.Imputation;

/// <summary>A table of the cells that were filled in: a row each, with what is not known of it.</summary>
public sealed class CellTable
{
    private readonly TableWriter _writer;
    private readonly double _level;

    /// <summary>Writes cells to a writer of the columns <see cref="Columns"/>.</summary>
    internal CellTable(TableWriter writer, double level) => (_writer, _level) = (writer, level);

    /// <summary>The row, counted from 1, and the column; the best value; of a number its standard deviation and the ends of its interval, of a level its probability.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["row", "column", "value", "deviation", "lower", "upper", "probability"];

    /// <summary>Writes a cell.</summary>
    internal void Write(long number, Column column, ImputedRows found, int row, int place)
    {
        _writer.Write(number);
        _writer.Write(column.Name);
        OwnCell.Write(_writer, column, found.Best(row, place));
        if (column.HasLevels)
        {
            _writer.Write("");
            _writer.Write("");
            _writer.Write("");
            _writer.Write(OwnCell.Shortened(found.Probability(row, place)));
        }
        else
        {
            (double deviation, double lower, double upper) = found.Spread(row, place, _level);

            // Of a date, seconds.
            _writer.Write(OwnCell.Shortened(deviation));
            OwnCell.Write(_writer, column, lower);
            OwnCell.Write(_writer, column, upper);
            _writer.Write("");
        }
        _writer.EndRow();
    }
}
