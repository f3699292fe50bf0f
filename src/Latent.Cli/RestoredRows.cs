using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Writes rows that were cleaned or enlarged: lines of what went in above lines of what came out in a picture, else what came out alone.</summary>
internal sealed class RestoredRows : IDisposable
{
    private const int MostColumns = 20;

    private readonly string _path;
    private readonly DataSchema _schema;
    private readonly StreamedRows? _file;
    private readonly ImageFolderWriter? _folder;
    private readonly List<float>[] _stages;
    private long _room;

    /// <summary>Begins an output.</summary>
    /// <param name="path">A .png, .npy, .csv or volume file, or a folder of pictures, whose name has no ending.</param>
    /// <param name="format">As told by <see cref="Format"/>.</param>
    /// <param name="count">How many rows there will be.</param>
    /// <param name="schema">What the rows are.</param>
    /// <param name="stages">How many versions of a row a picture shows.</param>
    public RestoredRows(string path, string format, int count, DataSchema schema, int stages)
    {
        _path = path;
        _schema = schema;
        _room = (long)count * schema.RowShape.Length;
        _stages = format == "png" ? [.. Enumerable.Range(0, stages).Select(_ => new List<float>())] : [];
        _file = format is "png" or "" ? null : new StreamedRows(path, format, count, schema.RowShape, "x", schema);
        _folder = format.Length == 0 ? new ImageFolderWriter(path, schema.RowShape) : null;
    }

    /// <summary>The format of an output; empty for a folder.</summary>
    public static string Format(string path) => Path.GetExtension(path).Length == 0 ? "" : RowOutput.Format(path, "png", "npy", "csv", RowOutput.Volume);

    /// <summary>How many of so many values are still to be written.</summary>
    public int Wanted(int values) => (int)Math.Min(values, _room);

    /// <summary>Adds versions of some rows, the last being the result.</summary>
    public void Append(params ReadOnlySpan<float[]> stages)
    {
        _room -= stages[^1].Length;
        for (int i = 0; i < _stages.Length; i++)
        {
            _stages[i].AddRange(stages[i]);
        }
        _file?.Append(stages[^1]);
        int width = _schema.RowShape.Length;
        for (int start = 0; start < stages[^1].Length && _folder is not null; start += width)
        {
            _folder.Append(stages[^1].AsSpan(start, width));
        }
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        _file?.Complete();
        if (_stages.Length == 0)
        {
            return;
        }
        int width = _schema.RowShape.Length, count = _stages[0].Count / width, columns = Math.Min(count, MostColumns), lines = (count + columns - 1) / columns;
        float[] grid = new float[lines * _stages.Length * columns * width];
        for (int line = 0; line < lines; line++)
        {
            for (int stage = 0; stage < _stages.Length; stage++)
            {
                int first = line * columns, rows = Math.Min(columns, count - first);
                _stages[stage].CopyTo(first * width, grid, ((line * _stages.Length) + stage) * columns * width, rows * width);
            }
        }
        RowOutput.Grid(_path, _schema, grid, columns);
    }

    public void Dispose() => _file?.Dispose();
}
