using Latent.Applications;
using Latent.Tables;

namespace Latent.Imputation;

/// <summary>Writes rows with their gaps filled in: what is there is copied, the rest written as its column is.</summary>
internal sealed class CompletedRows(TableSchema schema, GapReader gaps, TableWriter writer, int draws, CellTable? cells)
{
    private long _rows;
    private long _filled;
    private long _left;

    /// <summary>How much there was.</summary>
    public ImputationCount Count => new(_rows, _filled, _left);

    /// <summary>Writes the rows of a chunk.</summary>
    /// <param name="found">What was found out about those with gaps; null if there are none.</param>
    public void Write(ImputedRows? found)
    {
        while (gaps.NextRow())
        {
            int row = gaps.Incomplete.GetValueOrDefault(gaps.Place, -1);
            for (int draw = 0; draw < Math.Max(1, draws); draw++)
            {
                if (draws > 0)
                {
                    writer.Write((long)draw + 1);
                }
                for (int place = 0; place < gaps.ColumnAt.Length; place++)
                {
                    WriteCell(found, row, place, draw);
                }
                writer.EndRow();
            }
            _rows++;
        }
    }

    private void WriteCell(ImputedRows? found, int row, int place, int draw)
    {
        if (!gaps.IsGap(place))
        {
            _left += draw == 0 && gaps.Row.IsMissing(place) ? 1 : 0;
            writer.Copy(gaps.Row, place);
            return;
        }
        int number = gaps.ColumnAt[place];
        Column column = schema.Columns[number];
        OwnCell.Write(writer, column, draws == 0 ? found!.Best(row, number) : found!.Drawn(row, number)[draw]);
        if (draw == 0)
        {
            _filled++;
            cells?.Write(_rows, column, found!, row, number);
        }
    }
}
