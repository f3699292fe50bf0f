using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Latent.Composition;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Contracts;

/// <summary>A few rows that a model learns something from within seconds.</summary>
internal static class SmallData
{
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

    /// <summary>Small data of every kind that a recipe takes.</summary>
    public static DataSet[] For(string recipe, int rows = 200, ulong seed = 1)
    {
        NamedRecipe named = Recipes.Find(recipe);
        return [.. new[] { Images(rows, seed), Table(rows, seed) }.Where(data => named.Takes(data.Kind))];
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
