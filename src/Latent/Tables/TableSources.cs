using Latent.Data;

namespace Latent.Tables;

/// <summary>Opens files as tables, whatever they are.</summary>
public static class TableSources
{
    private static readonly string[] s_separated = [".csv", ".tsv", ".tab", ".txt", ".data", ".dat", ".psv"];

    /// <summary>The table in a file: by its name (.csv, .tsv, .jsonl, .ndjson, .json, .npy, .npz; those of text also with .gz behind), or by how it begins.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How separated values are written, where that is not to be found out.</param>
    /// <exception cref="InputException">The file is missing, or is no table.</exception>
    public static TableSource Open(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        string extension = Path.GetExtension(name).ToLowerInvariant();
        bool isMissing = !File.Exists(path);
        if (isMissing)
        {
            InputFile.Open(path).Dispose();
        }
        return extension switch
        {
            ".jsonl" or ".ndjson" or ".json" => new JsonSource(path),
            ".npy" or ".npz" => new ArraySource(path),
            ".parquet" or ".feather" or ".arrow" or ".xlsx" or ".xls" or ".arff" or ".sav" or ".rds" or ".mat" =>
                throw new InputException($"{path}: {extension} files cannot be read; save the table as .csv."),
            _ when s_separated.Contains(extension) => new CsvSource(path, options),
            _ => ByContent(path, options),
        };
    }

    /// <summary>Begins a file for a table: .csv, .tsv, .jsonl or .ndjson, also with .gz behind.</summary>
    /// <exception cref="InputException">The name says no format that is known, or the file cannot be written.</exception>
    public static TableWriter Create(string path, IReadOnlyList<string> columns, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        string extension = Path.GetExtension(name).ToLowerInvariant();
        return extension switch
        {
            ".jsonl" or ".ndjson" => new JsonTableWriter(path, columns),
            _ when s_separated.Contains(extension) || Files.AtomicFile.IsDevice(Path.GetFullPath(path)) => new CsvTableWriter(path, columns, options),
            _ => throw new InputException($"{path}: tables are written as .csv, .tsv or .jsonl; choose a name that ends in one of them."),
        };
    }

    private static TableSource ByContent(string path, CsvOptions? options)
    {
        byte[] start;
        using (FileStream file = InputFile.Open(path))
        {
            start = InputFile.Start(file, 512);
        }
        if (start.AsSpan().StartsWith(NpyHeader.Magic) || start.AsSpan().StartsWith("PK\x03\x04"u8))
        {
            return new ArraySource(path);
        }
        ReadOnlySpan<byte> text = start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? start.AsSpan(3) : start;
        text = text.TrimStart(" \t\r\n"u8);
        return text.Length > 0 && text[0] is (byte)'{' or (byte)'[' ? new JsonSource(path) : new CsvSource(path, options);
    }
}
