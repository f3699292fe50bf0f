using System.Text;
using CsvHelper;

namespace Latent.Tables;

/// <summary>Finds out from the first rows of a table what separates its cells, what separates the fraction of its numbers, and whether the first row is names.</summary>
internal static class CsvDetection
{
    private const int MostRows = 1000;

    private static readonly char[] s_separators = [',', '\t', ';', '|'];

    /// <summary>Decides what the options leave open.</summary>
    /// <param name="start">The beginning of the table in UTF-8.</param>
    /// <param name="isAll">Whether there is nothing behind it.</param>
    /// <param name="options">What is known.</param>
    /// <param name="encoding">The encoding, which has been found out before.</param>
    public static CsvDialect Detect(ReadOnlyMemory<byte> start, bool isAll, CsvOptions options, Encoding encoding)
    {
        var markers = new MissingMarkers(options.MissingMarkers);
        List<Cell[]> best = [];
        char separator = options.Separator ?? ',';
        double bestScore = -1;
        foreach (char candidate in options.Separator is { } known ? [known] : s_separators)
        {
            List<Cell[]> rows = Read(start, isAll, candidate, markers);
            double score = Score(rows);
            if (score > bestScore)
            {
                (best, separator, bestScore) = (rows, candidate, score);
            }
        }
        char point = options.DecimalSeparator ?? (UsesComma(best, separator) ? ',' : '.');
        return new CsvDialect(encoding, separator, options.Header ?? HasHeader(best, point), point);
    }

    private static List<Cell[]> Read(ReadOnlyMemory<byte> start, bool isAll, char separator, MissingMarkers markers)
    {
        var rows = new List<Cell[]>();
        using CsvReader reader = CsvReader.Create(start, new CsvReaderOptions { Separator = separator, HasHeader = false, SkipEmptyLines = true, TrimWhitespace = true, WhitespaceCharacters = " " });
        while (rows.Count <= MostRows && reader.Read())
        {
            var row = new Cell[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Cell.Of(reader.GetSpan(i), separator, markers);
            }
            rows.Add(row);
        }
        // The last row may go on behind what has been seen of it.
        if (rows.Count > 1 && (rows.Count > MostRows || !isAll))
        {
            rows.RemoveAt(rows.Count - 1);
        }
        return rows;
    }

    /// <summary>How well a separator explains the rows: their share that has as many cells as most have, and the share of those cells that hold no other separator. Below zero if there is but one column.</summary>
    private static double Score(List<Cell[]> rows)
    {
        if (rows.Count == 0)
        {
            return -1;
        }
        IGrouping<int, Cell[]> usual = rows.GroupBy(row => row.Length).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First();
        if (usual.Key < 2)
        {
            return -1;
        }
        double cells = (double)usual.Count() * usual.Key;
        double plain = usual.Sum(row => row.Count(cell => cell.Form != CellForm.Mixed)) / cells;
        return (double)usual.Count() / rows.Count * (0.2 + (0.8 * plain));
    }

    private static bool UsesComma(List<Cell[]> rows, char separator)
    {
        int commas = 0, points = 0, plainly = 0;
        foreach (Cell cell in rows.SelectMany(row => row))
        {
            commas += cell.Form == CellForm.CommaNumber ? 1 : 0;
            points += cell.Form == CellForm.PointNumber ? 1 : 0;
            plainly += cell.Form == CellForm.CommaNumber && !cell.MayBeThousands ? 1 : 0;
        }
        // 1,234 may be a thousand; where semicolons separate it is not.
        return commas > points && (separator == ';' || plainly > 0);
    }

    private static bool HasHeader(List<Cell[]> rows, char point)
    {
        if (rows.Count == 0 || rows[0].Any(cell => cell.IsNumber(point)))
        {
            return false;
        }
        Cell[] first = rows[0];
        if (first.All(cell => cell.Form == CellForm.Missing))
        {
            return false;
        }
        bool repeated = false;
        for (int column = 0; column < first.Length; column++)
        {
            int numbers = 0, present = 0;
            foreach (Cell[] row in rows.Skip(1))
            {
                if (column < row.Length && row[column].Form != CellForm.Missing)
                {
                    present++;
                    numbers += row[column].IsNumber(point) ? 1 : 0;
                    repeated |= row[column].Hash == first[column].Hash;
                }
            }
            if (present > 0 && numbers * 2 > present && first[column].Form != CellForm.Missing)
            {
                return true;
            }
        }
        return !repeated;
    }

    private enum CellForm
    {
        Missing,
        Whole,
        PointNumber,
        CommaNumber,
        Text,
        Mixed,
    }

    /// <summary>What a cell looks like.</summary>
    private readonly record struct Cell(CellForm Form, bool MayBeThousands, ulong Hash)
    {
        public bool IsNumber(char point) => Form == CellForm.Whole || Form == (point == ',' ? CellForm.CommaNumber : CellForm.PointNumber);

        public static Cell Of(ReadOnlySpan<byte> text, char separator, MissingMarkers markers)
        {
            text = text.Trim((byte)' ');
            ulong hash = 14695981039346656037;
            foreach (byte b in text)
            {
                hash = (hash ^ b) * 1099511628211;
            }
            if (markers.Contains(text))
            {
                return new Cell(CellForm.Missing, false, hash);
            }
            if (NumberText.TryParse(text, (byte)'.', out _))
            {
                return new Cell(text.ContainsAny((byte)'.', (byte)'e', (byte)'E') ? CellForm.PointNumber : CellForm.Whole, false, hash);
            }
            if (text.Contains((byte)',') && NumberText.TryParse(text, (byte)',', out _))
            {
                int comma = text.IndexOf((byte)',');
                return new Cell(CellForm.CommaNumber, comma is >= 1 and <= 4 && text.Length - comma == 4, hash);
            }
            foreach (char other in s_separators)
            {
                // A comma in text is language; another separator is a sign that this one is wrong.
                if (other != separator && (other != ',' || separator == ' ') && text.Contains((byte)other))
                {
                    return new Cell(CellForm.Mixed, false, hash);
                }
            }
            return new Cell(CellForm.Text, false, hash);
        }
    }
}
