using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Tests;

/// <summary>A few drawn shapes, a small table, and a small model trained on each.</summary>
public sealed class TinyRun : IDisposable
{
    public static readonly string[] Small = ["--recipe", "vae", "--set", "model.hidden=[16]", "--latent", "4", "--batch", "32"];

    private static readonly string[] s_sizes = ["--latent", "4", "--batch", "32"];

    private readonly TemporaryFolder _folder = new();

    public TinyRun()
    {
        Shapes = _folder["tiny.npz"];
        Table = _folder["table.npy"];
        Run = _folder["run"];
        TableRun = _folder["table-run"];
        Tool.Run("data", "make", "shapes", "--count", "120", "--out", Shapes).Code.ShouldBe(0);
        WriteTable(Table, 200, 6);
        Train(Shapes, Run, "--epochs", "2").ShouldGiveJson();
        Train(Table, TableRun, "--epochs", "2").ShouldGiveJson();
    }

    public string Shapes { get; }

    public string Table { get; }

    public string Run { get; }

    public string TableRun { get; }

    public string Model => Path.Join(Run, "model.safetensors");

    public static Outcome Train(string data, string run, params string[] more) =>
        Tool.Run(["train", data, "--out", run, .. Shrinking(Array.IndexOf(more, "--recipe") is >= 0 and var i ? more[i + 1] : null), "--json", "--quiet", .. more]);

    /// <summary>Settings that make a recipe small; those of a perceptron only where there is one.</summary>
    private static string[] Shrinking(string? recipe) =>
        recipe is null ? Small : Recipes.All.FirstOrDefault(r => r.Name == recipe) is { Kinds.Count: > 0 } ? s_sizes : [.. Small.AsSpan(2)];

    public static void WriteTable(string path, int rows, int columns)
    {
        var rng = new Rng(3);
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(i => (float)(10 + (i % columns) + rng.NextNormal()))];
        NpyFile.Write(path, values, new Shape(rows, columns));
    }

    public void Dispose() => _folder.Dispose();
}
