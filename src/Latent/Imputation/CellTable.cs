using Latent.Tables;

namespace Latent.Imputation;

/// <summary>A table of the cells that were filled in: a row each, with what is not known of it.</summary>
public sealed class CellTable
{
    private readonly TableWriter _writer;
    private readonly double _level;

    /// <summary>Writes cells to a writer of the columns <see cref="Columns"/>.</summary>
    internal CellTable(TableWriter writer, double level) => (_writer, _level) = (writer, level);

    /// <summary>The row, counted from 0, and the column; the best value; of a number or grade its standard deviation and the ends of its interval, of a level its probability.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["row", "column", "value", "deviation", "lower", "upper", "probability"];

    /// <summary>Writes a cell.</summary>
    internal void Write(long number, Column column, ImputedRows found, int row, int place)
    {
        _writer.Write(number);
        _writer.Write(column.Name);
        OwnCell.Write(_writer, column, found.Best(row, place));
        double[]? grades = column.Grades;
        if (column.HasLevels && grades is null)
        {
            _writer.Write("");
            _writer.Write("");
            _writer.Write("");
        }
        else
        {
            (double deviation, double lower, double upper) = found.Spread(row, place, _level, grades);

            // Of a date, seconds.
            _writer.Write(OwnCell.Shortened(deviation));
            WriteEnd(lower);
            WriteEnd(upper);
        }
        if (column.HasLevels)
        {
            _writer.Write(OwnCell.Shortened(found.Probability(row, place)));
        }
        else
        {
            _writer.Write("");
        }
        _writer.EndRow();

        void WriteEnd(double end)
        {
            if (grades is null)
            {
                OwnCell.Write(_writer, column, end);
            }
            else
            {
                _writer.Write(OwnCell.Shortened(end));
            }
        }
    }
}
