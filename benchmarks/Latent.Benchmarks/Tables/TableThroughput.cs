using System.Diagnostics;
using System.Globalization;
using Latent.Cli.Database;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Benchmarks.Tables;

/// <summary>How many rows of 30 numbers a second go in and out of tables, on one thread: CSV, JSON lines, and PostgreSQL where one is named.</summary>
internal static class TableThroughput
{
    private const int Columns = 30;

    public static int Run(int rows, string? connection)
    {
        string folder = Directory.CreateTempSubdirectory("latent-tables-").FullName;
        try
        {
            string[] names = [.. Enumerable.Range(0, Columns).Select(i => $"c{i}")];
            string plain = Path.Join(folder, "plain.csv"), quoted = Path.Join(folder, "quoted.csv"), lines = Path.Join(folder, "lines.jsonl");
            Make(plain, rows, quote: false);
            Make(quoted, rows, quote: true);
            Measure("CSV, numbers", rows, () => Sum(new CsvSource(plain)));
            Measure("CSV, numbers, again", rows, () => Sum(new CsvSource(plain)));
            Measure("CSV in quotes, numbers", rows, () => Sum(new CsvSource(quoted)));
            Measure("CSV, copied to CSV", rows, () => Copy(new CsvSource(plain), names => new CsvTableWriter(Path.Join(folder, "copy.csv"), names)));
            Measure("CSV, numbers to three columns of CSV", rows, () => Score(new CsvSource(plain), new CsvTableWriter(Path.Join(folder, "score.csv"), ["row", "score", "p"])));
            Measure("CSV, copied to JSON lines", rows, () => Copy(new CsvSource(plain), names => new JsonTableWriter(lines, names)));
            Measure("JSON lines, numbers", rows, () => Sum(new JsonSource(lines)));
            if (connection is not null)
            {
                var database = new PostgresDatabase(connection);
                string table = $"latent_throughput_{Environment.ProcessId}";
                TableColumn[] columns = [.. names.Select(name => new TableColumn(name, CellKind.Number))];
                Measure("CSV, copied to PostgreSQL", rows, () => Copy(new CsvSource(plain), _ => database.Write(table, columns)));
                Measure("PostgreSQL, numbers", rows, () => Sum(database.Query($"select * from {table}")));
                Measure("PostgreSQL, copied to PostgreSQL", rows, () => Copy(database.Query($"select * from {table}"), _ => database.Write($"{table}_copy", columns)));
                Console.WriteLine($"The tables {table} and {table}_copy stay there.");
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Make(string path, int rows, bool quote)
    {
        var rng = new Rng(1);
        using var writer = new StreamWriter(path);
        writer.Write(string.Join(',', Enumerable.Range(0, Columns).Select(i => $"c{i}")) + "\n");
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                string cell = column % 3 == 0 ? rng.Next(1000).ToString(CultureInfo.InvariantCulture) : rng.NextNormal().ToString("F6", CultureInfo.InvariantCulture);
                writer.Write(column == 0 ? "" : ",");
                writer.Write(quote ? $"\"{cell}\"" : cell);
            }
            writer.Write('\n');
        }
    }

    private static double Sum(TableSource source)
    {
        using TableReader reader = source.Open();
        int columns = reader.Columns.Count;
        double sum = 0;
        while (reader.Read())
        {
            for (int i = 0; i < columns; i++)
            {
                sum += reader.TryNumber(i, out double value) ? value : 0;
            }
        }
        return sum;
    }

    private static double Score(TableSource source, TableWriter writer)
    {
        using TableReader reader = source.Open();
        int columns = reader.Columns.Count;
        double sum = 0;
        while (reader.Read())
        {
            double row = 0;
            for (int i = 0; i < columns; i++)
            {
                row += reader.TryNumber(i, out double value) ? value : 0;
            }
            writer.Write(reader.Row);
            writer.Write(row / 7);
            writer.Write(1 / row);
            writer.EndRow();
            sum += row;
        }
        writer.Complete();
        writer.Dispose();
        return sum;
    }

    private static double Copy(TableSource source, Func<IReadOnlyList<string>, TableWriter> begin)
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
        return reader.Row;
    }

    private static void Measure(string what, int rows, Func<double> work)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds, processor = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40} {rows / wall,12:N0} rows/s   {rows / processor,12:N0} rows per second of this process's processor time"));
    }
}
