using System.Globalization;
using System.Text;
using Latent.Tensors;

namespace Latent.Cli.Tests;

/// <summary>A small table of mixed columns, and a small model trained on it.</summary>
public sealed class TableRun : IDisposable
{
    public static readonly string[] Small = ["--set", "model.hidden=[8]", "--latent", "2", "--epochs", "2", "--quiet"];

    private readonly TemporaryFolder _folder = new();

    public TableRun()
    {
        Table = _folder.Write("people.csv", Encoding.UTF8.GetBytes($"a,b,c\n{string.Concat(Lines(200))}"));
        Run = _folder["run"];
        Tool.Run(["train", Table, "--out", Run, .. Small]).Code.ShouldBe(0);
    }

    public string Table { get; }

    public string Run { get; }

    /// <summary>Lines of a number, a whole number and one of three letters.</summary>
    public static IEnumerable<string> Lines(int count, string end = "\n", string separator = ",")
    {
        var rng = new Rng(7);
        for (int i = 0; i < count; i++)
        {
            double number = rng.NextNormal();
            yield return string.Join(separator, number.ToString("F3", CultureInfo.InvariantCulture), ((i * 37) % 50).ToString(CultureInfo.InvariantCulture), number > 0.5 ? "x" : i % 2 == 0 ? "y" : "z") + end;
        }
    }

    public void Dispose() => _folder.Dispose();
}
