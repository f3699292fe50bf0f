using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Latent.Composition;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Contracts;

/// <summary>A few rows that a model learns something from within seconds.</summary>
internal static class SmallData
{
    // Rows of every seed are of one schema.
    private static readonly Lazy<TableSchema> s_mixed = new(() => TableSchema.Infer(MixedTable(), s_options));

    private static readonly TableOptions s_options = new() { Label = "member" };

    /// <summary>Small data of every kind that a recipe takes.</summary>
    public static IEnumerable<DataSet> For(string recipe, int rows = 200, ulong seed = 1) =>
        Recipes.Find(recipe).Kinds.SelectMany<DataKind, DataSet>(kind => kind switch
        {
            DataKind.Image => [Images(rows, seed)],
            DataKind.Table => [Recipes.Find(recipe) is { OnlyTables: true } ? Mixed(rows, seed) : Recipes.Find(recipe).OnlyCounts ? Counts(rows, seed) : Table(rows, seed)],
            DataKind.Volume when Recipes.Find(recipe).Kinds.Count == 1 => [Volumes(rows, seed)],
            DataKind.Sequence when Recipes.Find(recipe).Kinds.Count == 1 => [Sequences(rows, seed)],
            _ => [],
        });

    /// <summary>The smallest data that a recipe takes.</summary>
    public static DataSet SmallestFor(string recipe, int rows = 200, ulong seed = 1) => For(recipe, rows, seed).MinBy(data => data.RowShape.Length)!;

    /// <summary>8 x 8 grey images of one soft disc at a place of its own, labelled by the half that it lies in.</summary>
    public static DataSet Images(int rows = 200, ulong seed = 1)
    {
        float[] values = new float[rows * 64];
        int[] labels = new int[rows];
        var rng = new Rng(seed);
        for (int r = 0; r < rows; r++)
        {
            double x = 1.5 + (4 * rng.NextDouble()), y = 1.5 + (4 * rng.NextDouble());
            labels[r] = x < 3.5 ? 0 : 1;
            for (int i = 0; i < 64; i++)
            {
                double distance = Math.Sqrt(Math.Pow((i % 8) - x, 2) + Math.Pow((i / 8) - y, 2));
                values[(r * 64) + i] = (float)Math.Clamp(2.5 - distance, 0, 1);
            }
        }
        return new DataSet("discs", DataKind.Image, new FloatRows(values, new Shape(8, 8))) { Minimum = 0, Maximum = 1, Labels = labels, LabelNames = ["left", "right"] };
    }

    /// <summary>Six correlated columns, one of them far from zero, labelled by the sign of the first.</summary>
    public static DataSet Table(int rows = 200, ulong seed = 1)
    {
        float[] values = new float[rows * 6];
        int[] labels = new int[rows];
        var rng = new Rng(seed);
        for (int r = 0; r < rows; r++)
        {
            double a = rng.NextNormal(), b = rng.NextNormal();
            double[] row = [a, b, a + b, 1000 + (5 * a), a - b, 0.1 * b];
            labels[r] = a < 0 ? 0 : 1;
            for (int j = 0; j < row.Length; j++)
            {
                values[(r * row.Length) + j] = (float)(row[j] + (0.05 * rng.NextNormal()));
            }
        }
        return new DataSet("columns", DataKind.Table, new FloatRows(values, new Shape(6))) { Labels = labels };
    }

    /// <summary>Columns of several kinds that two numbers make, a tenth of the cells empty.</summary>
    public static DataSet Mixed(int rows = 200, ulong seed = 1) => TableData.Read(MixedTable(rows, seed), s_options, s_mixed.Value);

    /// <summary>The same as a table.</summary>
    public static TableSource MixedTable(int rows = 200, ulong seed = 1)
    {
        var rng = new Rng(seed);
        double[] height = new double[rows], income = new double[rows], visits = new double[rows];
        string[] town = new string[rows], member = new string[rows], since = new string[rows];
        for (int r = 0; r < rows; r++)
        {
            double a = rng.NextNormal(), b = rng.NextNormal();
            height[r] = Math.Round(170 + (8 * a) + rng.NextNormal(), 1);
            income[r] = Math.Exp(3 + (1.5 * a) + (0.2 * rng.NextNormal()));
            visits[r] = Math.Floor(Math.Exp(1 + (1.5 * b)));
            town[r] = b < -0.7 ? "Bonn" : a + b < 0.5 ? "Oslo" : "Rome";
            member[r] = a > 0 ? "yes" : "no";
            since[r] = new DateTime(2020, 1, 1).AddDays((int)(200 * Math.Abs(b))).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            height[r] = rng.NextDouble() < 0.1 ? double.NaN : height[r];
            income[r] = rng.NextDouble() < 0.1 ? double.NaN : income[r];
            town[r] = rng.NextDouble() < 0.1 ? "" : town[r];
        }
        return Latent.Tables.Table.FromColumns(("height", height), ("income", income), ("visits", visits), ("town", town), ("member", member), ("since", since));
    }

    /// <summary>Six columns of counts that rise and fall together, many of them zero.</summary>
    public static DataSet Counts(int rows = 200, ulong seed = 1)
    {
        float[] values = new float[rows * 6];
        var rng = new Rng(seed);
        for (int r = 0; r < rows; r++)
        {
            double a = rng.NextNormal(), b = rng.NextNormal();
            double[] means = [Math.Exp(3 + a), Math.Exp(a), Math.Exp(a - 1), Math.Exp(2 + b), Math.Exp(b - 2), Math.Exp(1 - a)];
            for (int j = 0; j < means.Length; j++)
            {
                values[(r * means.Length) + j] = (float)Math.Floor(means[j] + rng.NextDouble());
            }
        }
        return new DataSet("counts", DataKind.Table, new FloatRows(values, new Shape(6))) { Minimum = 0, Maximum = 1000 };
    }

    /// <summary>8 x 8 x 8 volumes of one soft ball at a place of its own.</summary>
    public static DataSet Volumes(int rows = 200, ulong seed = 1)
    {
        float[] values = new float[rows * 512];
        var rng = new Rng(seed);
        for (int r = 0; r < rows; r++)
        {
            double x = 2 + (4 * rng.NextDouble()), y = 2 + (4 * rng.NextDouble()), z = 2 + (4 * rng.NextDouble());
            for (int i = 0; i < 512; i++)
            {
                double distance = Math.Sqrt(Math.Pow((i % 8) - x, 2) + Math.Pow((i / 8 % 8) - y, 2) + Math.Pow((i / 64) - z, 2));
                values[(r * 512) + i] = (float)Math.Clamp(3 - distance, 0, 1);
            }
        }
        return new DataSet("balls", DataKind.Volume, new FloatRows(values, new Shape(8, 8, 8))) { Minimum = 0, Maximum = 1 };
    }

    /// <summary>Sequences of six 8 x 8 grey frames of a soft disc that moves straight on.</summary>
    public static DataSet Sequences(int rows = 200, ulong seed = 1)
    {
        const int frames = 6;
        float[] values = new float[rows * frames * 64];
        var rng = new Rng(seed);
        for (int r = 0; r < rows; r++)
        {
            double x = 2 + (3 * rng.NextDouble()), y = 2 + (3 * rng.NextDouble()), right = rng.NextDouble() - 0.5, down = rng.NextDouble() - 0.5;
            for (int i = 0; i < frames * 64; i++)
            {
                int time = i / 64, pixel = i % 64;
                double distance = Math.Sqrt(Math.Pow((pixel % 8) - x - (time * right), 2) + Math.Pow((pixel / 8) - y - (time * down), 2));
                values[(r * frames * 64) + i] = (float)Math.Clamp(2.5 - distance, 0, 1);
            }
        }
        return new DataSet("moving discs", DataKind.Sequence, new FloatRows(values, new Shape(frames, 8, 8))) { Minimum = 0, Maximum = 1 };
    }

    /// <summary>The model of a recipe for some data.</summary>
    public static ComposedModel Compose(string recipe, DataSet data, params (string Path, string Value)[] settings) =>
        settings.Aggregate(Recipe.Named(recipe), (r, s) => r.With(s.Path, s.Value)).Compose(DataSchema.Of(data), data.Rows);

    /// <summary>The SHA-256 of all weights.</summary>
    public static string Hash(IEnumerable<Tensor> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor parameter in parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.ToArray().AsSpan()));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
