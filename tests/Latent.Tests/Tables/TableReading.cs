using System.Text;
using Latent.Tables;

namespace Latent.Tests.Tables;

/// <summary>Short ways to read tables in tests.</summary>
internal static class TableReading
{
    public static CsvSource Csv(string text, CsvOptions? options = null) => Csv(Encoding.UTF8.GetBytes(text), options);

    public static CsvSource Csv(byte[] bytes, CsvOptions? options = null) => new(() => new MemoryStream(bytes), "people.csv", options);

    public static JsonSource Json(string text) => new(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), "people.jsonl");

    /// <summary>All cells as text, a missing one as a dot in the middle.</summary>
    public static string[] Rows(this TableSource source)
    {
        using TableReader reader = source.Open();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', reader.Columns.Select((_, i) => reader.IsMissing(i) ? "·" : reader.Text(i).ToString())));
        }
        return [.. rows];
    }

    public static string[] Columns(this TableSource source)
    {
        using TableReader reader = source.Open();
        return [.. reader.Columns];
    }

    /// <summary>All numbers of a column, not a number where there is none.</summary>
    public static double[] Numbers(this TableSource source, int column)
    {
        using TableReader reader = source.Open();
        var numbers = new List<double>();
        while (reader.Read())
        {
            numbers.Add(reader.TryNumber(column, out double value) ? value : double.NaN);
        }
        return [.. numbers];
    }

    public static string Error(Action work) => Should.Throw<InputException>(work).Message;

    /// <summary>All cells copied into a writer.</summary>
    public static void Copy(this TableSource source, Func<IReadOnlyList<string>, TableWriter> begin)
    {
        using TableReader reader = source.Open();
        using TableWriter writer = begin(reader.Columns);
        while (reader.Read())
        {
            for (int i = 0; i < reader.Columns.Count; i++)
            {
                writer.Copy(reader, i);
            }
            writer.EndRow();
        }
        writer.Complete();
    }

    public static string CopyToCsv(this TableSource source, CsvOptions? options = null)
    {
        using var stream = new MemoryStream();
        source.Copy(columns => new CsvTableWriter(stream, "copy.csv", columns, options));
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string CopyToJson(this TableSource source)
    {
        using var stream = new MemoryStream();
        source.Copy(columns => new JsonTableWriter(stream, "copy.jsonl", columns));
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
