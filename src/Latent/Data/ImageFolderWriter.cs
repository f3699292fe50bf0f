using System.Globalization;
using Latent.Files;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Writes rows as a folder of PNG files that <see cref="ImageFolder"/> opens again: numbered, in folders of their classes.</summary>
public sealed class ImageFolderWriter
{
    private readonly string _folder;
    private readonly IReadOnlyList<string>? _classNames;
    private readonly Picture _picture;
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>Begins a folder: a new one, or an empty one.</summary>
    /// <param name="folder">The folder; it is made with those above it.</param>
    /// <param name="rowShape">[height, width], or [height, width, channels] with 1, 3 or 4 channels.</param>
    /// <param name="classNames">What the classes are called; null to call them by their numbers.</param>
    /// <exception cref="InputException">Rows of this shape are no images, or the folder holds something or cannot be made.</exception>
    public ImageFolderWriter(string folder, Shape rowShape, IReadOnlyList<string>? classNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (rowShape.Rank is not (2 or 3) || (rowShape.Rank == 3 && rowShape[2] is not (1 or 3 or 4)))
        {
            throw new InputException($"Rows of shape {rowShape} cannot be written as images: they need [height, width] or [height, width, channels].");
        }
        _folder = folder;
        _classNames = classNames;
        _picture = new Picture(rowShape[1], rowShape[0], rowShape.Rank == 3 ? rowShape[2] : 1);
        Make(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InputException($"{folder} holds files already; name a new folder.");
        }
    }

    /// <summary>How many images have been written.</summary>
    public int Count { get; private set; }

    /// <summary>Writes a row as the next image of its class.</summary>
    /// <param name="row">Values of the row's shape; what leaves 0 to 1 is clipped, and NaN is black.</param>
    /// <param name="label">Its class; null for none.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InputException">It cannot be written.</exception>
    public string Append(ReadOnlySpan<float> row, int? label = null)
    {
        if (row.Length != _picture.Samples.Length)
        {
            throw new ArgumentException($"The images have {_picture.Samples.Length} values, not {row.Length}.", nameof(row));
        }
        for (int i = 0; i < row.Length; i++)
        {
            _picture.Samples[i] = row[i] > 0 ? (byte)((Math.Min(row[i], 1) * 255) + 0.5f) : (byte)0;
        }
        int number = _counts.GetValueOrDefault(label ?? -1);
        string folder = label is { } of ? Path.Join(_folder, FolderOf(of)) : _folder;
        if (number == 0)
        {
            Make(folder);
        }
        string path = Path.Join(folder, number.ToString("000000", CultureInfo.InvariantCulture) + ".png");
        _picture.SavePng(path);
        _counts[label ?? -1] = number + 1;
        Count++;
        return path;
    }

    /// <summary>A class's name as a folder can be called; what no folder may be called becomes its number.</summary>
    private string FolderOf(int label)
    {
        string number = label.ToString(CultureInfo.InvariantCulture);
        if (_classNames is null || (uint)label >= (uint)_classNames.Count)
        {
            return number;
        }
        string name = string.Concat(_classNames[label].Select(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '_' : c)).Trim(' ', '.');
        bool taken = _classNames.Take(label).Any(other => other.Equals(_classNames[label], StringComparison.OrdinalIgnoreCase));
        return name.Length == 0 || taken ? $"class {number}" : name;
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(folder, e);
        }
    }
}
