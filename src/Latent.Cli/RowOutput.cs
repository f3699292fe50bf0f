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
    /// <summary>What NIfTI files end in, plain or packed.</summary>
    public const string Volume = "nii";

    /// <summary>The format of a file: png, npy, npz, csv or nii (.nii and .nii.gz).</summary>
    /// <exception cref="InputException">It is none that this command writes.</exception>
    public static string Format(string path, params ReadOnlySpan<string> known)
    {
        string name = path.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase) ? path[..^".gz".Length] : path;
        string format = Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
        return known.Contains(format) ? format : throw new InputException($"--out is '{path}'; its name must end in {string.Join(" or ", known.ToArray().Select(k => k == Volume ? ".nii or .nii.gz" : "." + k))}.");
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

    /// <summary>Writes a grid of rows: a moving one where rows are sequences of pictures.</summary>
    public static void Grid(string path, DataSchema schema, ReadOnlySpan<float> rows, int columns = 0, bool strips = false)
    {
        var pictures = new RowPictures(schema);
        if (pictures.CanAnimate && !strips)
        {
            pictures.Film(rows, columns).SavePng(path);
            return;
        }
        pictures.Grid(rows, columns).SavePng(path);
    }

    /// <summary>Writes lines of rows above lines of their reconstructions, moving where rows are sequences of pictures.</summary>
    public static void Pairs(string path, DataSchema schema, ReadOnlySpan<float> originals, ReadOnlySpan<float> reconstructions, bool strips = false)
    {
        var pictures = new RowPictures(schema);
        if (pictures.CanAnimate && !strips)
        {
            pictures.FilmPairs(originals, reconstructions).SavePng(path);
            return;
        }
        pictures.Pairs(originals, reconstructions).SavePng(path);
    }

    /// <summary>Throws when a format suits only volumes and rows are none.</summary>
    public static void RequireVolumes(string path, string format, DataSchema schema)
    {
        if (format == Volume && (schema.Kind != DataKind.Volume || schema.RowShape.Rank is not (3 or 4)))
        {
            throw new InputException($"--out is '{path}'; only volumes can be written as NIfTI, and this model makes rows of {schema.Kind.ToString().ToLowerInvariant()} data.");
        }
    }
}
