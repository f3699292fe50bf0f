using System.Globalization;
using Latent.Tensors;

namespace Latent.Tests.Imputation;

/// <summary>Tables whose missing cells are known.</summary>
internal static class GapTables
{
    /// <summary>Numbers, a whole number, levels and a number that tells rows apart, all of which hang together; a third of the cells is missing.</summary>
    public static (MemoryTable Gaps, MemoryTable Whole) Mixed(int rows = 300, ulong seed = 1)
    {
        var rng = new Rng(seed);
        List<string[]> whole = [];
        for (int row = 0; row < rows; row++)
        {
            double a = rng.NextNormal();
            int kind = a < -0.5 ? 0 : a < 0.5 ? 1 : 2;
            whole.Add(
            [
                Text((2 * a) + (0.2 * rng.NextNormal()), "0.00"),
                Text(40 + (10 * a) + rng.NextNormal(), "0"),
                (string[])["low, or lower", "middle", "\"high\""] is var names ? names[kind] : "",
                a + (0.3 * rng.NextNormal()) > 0 ? "yes" : "no",
                Text(row + 1000, "0"),
                Text(Math.Exp(2 * a), "0.0000"),
            ]);
        }
        return (new MemoryTable(["a", "age", "kind", "flag", "number", "amount"], [.. whole.Select(row => Pierced(row, 0.3, rng))]), new MemoryTable(["a", "age", "kind", "flag", "number", "amount"], whole));
    }

    /// <summary>Three normal numbers with a correlation of 0.9 each; three tenths of the cells are missing.</summary>
    public static (MemoryTable Gaps, MemoryTable Whole) Normal(int rows = 800, ulong seed = 1)
    {
        var rng = new Rng(seed);
        List<string[]> whole = [];
        for (int row = 0; row < rows; row++)
        {
            double common = rng.NextNormal();
            whole.Add([.. Enumerable.Range(0, 3).Select(_ => Text((Math.Sqrt(0.9) * common) + (Math.Sqrt(0.1) * rng.NextNormal()), "0.00000"))]);
        }
        return (new MemoryTable(["x", "y", "z"], [.. whole.Select(row => Pierced(row, 0.3, rng))]), new MemoryTable(["x", "y", "z"], whole));
    }

    /// <summary>A temperature that follows hall and load, and is 8 degrees higher in worn machines; of every tenth it is known whether it is worn.</summary>
    public static (MemoryTable Gaps, MemoryTable Whole) Machines(int rows = 1500, ulong seed = 1)
    {
        var rng = new Rng(seed);
        List<string[]> whole = [], gaps = [];
        for (int row = 0; row < rows; row++)
        {
            bool south = rng.NextDouble() < 0.5, worn = rng.NextDouble() < 0.3;
            double load = rng.NextDouble();
            string[] cells = [south ? "south" : "north", Text(load, "0.0000"), Text(20 + (40 * load) + (south ? 5 : 0) + (worn ? 8 : 0) + rng.NextNormal(), "0.00"), worn ? "yes" : "no"];
            whole.Add(cells);
            gaps.Add([.. cells[..3], rng.NextDouble() < 0.1 ? cells[3] : ""]);
        }
        return (new MemoryTable(["hall", "load", "temperature", "worn"], gaps), new MemoryTable(["hall", "load", "temperature", "worn"], whole));
    }

    /// <summary>Few rows of twelve numbers that hang together loosely; four tenths of the cells are missing.</summary>
    public static (MemoryTable Gaps, MemoryTable Whole) Wide(int rows = 150, ulong seed = 1)
    {
        var rng = new Rng(seed);
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"x{i}")];
        List<string[]> whole = [];
        for (int row = 0; row < rows; row++)
        {
            double first = rng.NextNormal(), second = rng.NextNormal();
            whole.Add([.. names.Select((_, i) => Text((i % 2 == 0 ? first : second) + rng.NextNormal(), "0.000"))]);
        }
        return (new MemoryTable(names, [.. whole.Select(row => (string[])[.. row.Select(cell => rng.NextDouble() < 0.4 ? "" : cell)])]), new MemoryTable(names, whole));
    }

    /// <summary>A number and a grade that follows from it but for noise; three tenths of the cells are missing.</summary>
    public static (MemoryTable Gaps, MemoryTable Whole) Graded(int rows = 500, ulong seed = 1)
    {
        var rng = new Rng(seed);
        List<string[]> whole = [];
        for (int row = 0; row < rows; row++)
        {
            double a = rng.NextNormal(), b = a + (0.3 * rng.NextNormal());
            whole.Add([Text(a, "0.000"), b < -1 ? "-1" : b < 0 ? "0" : b < 1 ? "1" : "3"]);
        }
        return (new MemoryTable(["a", "stars"], [.. whole.Select(row => Pierced(row, 0.3, rng))]), new MemoryTable(["a", "stars"], whole));
    }

    /// <summary>As <see cref="Normal"/>, where x is missing wherever it is above its mean, but for one row in twenty.</summary>
    public static (MemoryTable Gaps, MemoryTable Whole) SelfMasked(int rows = 800, ulong seed = 1)
    {
        (_, MemoryTable whole) = Normal(rows, seed);
        var rng = new Rng(seed + 1);
        string[][] gaps = [.. whole.Rows.Select(row => double.Parse(row[0], CultureInfo.InvariantCulture) > 0 == rng.NextDouble() < 0.95 ? (string[])["", row[1], row[2]] : row)];
        return (new MemoryTable(whole.Columns, gaps), whole);
    }

    /// <summary>The differences of a completed column from the truth, where it was missing.</summary>
    public static double[] Errors(MemoryTable gaps, MemoryTable whole, IReadOnlyList<string[]> completed, int column) =>
        [.. Enumerable.Range(0, gaps.Rows.Count).Where(row => gaps.Rows[row][column].Length == 0)
            .Select(row => double.Parse(completed[row][column], CultureInfo.InvariantCulture) - double.Parse(whole.Rows[row][column], CultureInfo.InvariantCulture))];

    private static string[] Pierced(string[] row, double share, Rng rng) => [.. row.Select((cell, i) => i == 4 || rng.NextDouble() >= share ? cell : "")];

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
