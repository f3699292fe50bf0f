using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Writes new rows, with their classes where the output can hold them: a folder of pictures with a sub-folder a class, or the arrays x and y of a .npz archive.</summary>
internal sealed class LabelledRows : IDisposable
{
    private readonly string _path;
    private readonly string _format;
    private readonly DataSchema _schema;
    private readonly int _columns;
    private readonly StreamedRows? _file;
    private readonly ImageFolderWriter? _folder;
    private readonly float[] _rows = [];
    private readonly List<int> _labels = [];
    private int _done;

    /// <summary>Begins an output.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="format">As told by <see cref="Format"/>.</param>
    /// <param name="count">How many rows there will be.</param>
    /// <param name="schema">What the rows are.</param>
    /// <param name="columns">How many rows a line of a picture has; 0 for a square.</param>
    public LabelledRows(string path, string format, int count, DataSchema schema, int columns = 0)
    {
        _path = path;
        _format = format;
        _schema = schema;
        _columns = columns;
        int width = schema.RowShape.Length;
        switch (format)
        {
            case "":
                _folder = new ImageFolderWriter(path, schema.RowShape, schema.Classes.Count > 0 ? schema.Classes : null);
                break;
            case "png" or "npz":
                _rows = (long)count * width <= Array.MaxLength
                    ? new float[count * width]
                    : throw new InputException(FormattableString.Invariant($"{count} rows of {width} values cannot be held at once; ask for at most {Array.MaxLength / width}, or write them to a .npy file."));
                break;
            default:
                _file = new StreamedRows(path, format, count, schema.RowShape, "x", schema);
                break;
        }
    }

    /// <summary>The format of an output; empty for a folder.</summary>
    public static string Format(string path) =>
        Path.GetExtension(path).Length == 0 ? "" : RowOutput.Format(path, "png", "npy", "npz", "csv", RowOutput.Volume);

    /// <summary>Adds rows.</summary>
    /// <param name="rows">[rows, ...row shape].</param>
    /// <param name="labels">Their classes; empty for none.</param>
    public void Append(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels)
    {
        int width = _schema.RowShape.Length;
        if (_rows.Length > 0)
        {
            rows.CopyTo(_rows.AsSpan(_done));
            _done += rows.Length;
            _labels.AddRange(labels);
        }
        _file?.Append(rows);
        for (int i = 0; i * width < rows.Length && _folder is not null; i++)
        {
            _folder.Append(rows.Slice(i * width, width), labels.IsEmpty ? null : labels[i]);
        }
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        _file?.Complete();
        if (_format == "png")
        {
            RowOutput.Grid(_path, _schema, _rows, _columns);
        }
        else if (_format == "npz")
        {
            using var archive = new NpzWriter(_path);
            int count = _rows.Length / _schema.RowShape.Length;
            archive.Add("x", _rows, _schema.RowShape.Prepend(count));
            if (_labels.Count > 0)
            {
                archive.Add("y", _labels.ToArray(), new Shape(count));
            }
            archive.Complete();
        }
    }

    public void Dispose() => _file?.Dispose();
}
