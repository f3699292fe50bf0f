using System.Globalization;
using System.Text;
using Latent.Data;
using Latent.Files;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Writes rows in the format that the file's name asks for.</summary>
internal static class RowOutput
{
    /// <summary>The format of a file: png, npy, npz or csv.</summary>
    /// <exception cref="InputException">It is none that this command writes.</exception>
    public static string Format(string path, params ReadOnlySpan<string> known)
    {
        string format = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        return known.Contains(format) ? format : throw new InputException($"--out is '{path}'; its name must end in {string.Join(" or ", known.ToArray().Select(k => "." + k))}.");
    }

    /// <summary>Writes rows of values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">npy, npz or csv.</param>
    /// <param name="rows">[count, ...row shape].</param>
    /// <param name="rowShape">The shape of one row.</param>
    public static void Write(string path, string format, ReadOnlySpan<float> rows, Shape rowShape)
    {
        int count = rows.Length / rowShape.Length;
        switch (format)
        {
            case "npy":
                NpyFile.Write(path, rows, rowShape.Prepend(count));
                break;
            case "npz":
                using (var archive = new NpzWriter(path))
                {
                    archive.Add("x", rows, rowShape.Prepend(count));
                    archive.Complete();
                }
                break;
            default:
                using (var file = new CsvOutput(path, [.. Enumerable.Range(0, rowShape.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"x{i}"))]))
                {
                    file.Append(rows);
                    file.Complete();
                }
                break;
        }
    }

    /// <summary>Writes a picture.</summary>
    public static void Write(string path, Picture picture) => picture.SavePng(path);
}
