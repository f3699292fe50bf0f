using System.Globalization;
using System.Text;
using Latent.Files;

namespace Latent.Cli;

/// <summary>Writes a table of numbers line by line; the file appears when it is complete.</summary>
internal sealed class CsvOutput : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly int _columns;
    private readonly StreamWriter _writer;
    private int _column;
    private bool _complete;

    public CsvOutput(string path, IReadOnlyList<string> columns)
    {
        _path = path;
        _columns = columns.Count;
        _temporary = $"{Path.GetFullPath(path)}.{Path.GetRandomFileName()}.tmp";
        try
        {
            _writer = new StreamWriter(new FileStream(_temporary, FileMode.CreateNew), new UTF8Encoding(false)) { NewLine = "\n" };
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(path, e);
        }
        Guard(() => _writer.WriteLine(string.Join(',', columns.Select(Quoted))));
    }

    /// <summary>Adds values; a call need not end with a line.</summary>
    public void Append(ReadOnlySpan<float> values)
    {
        Span<char> digits = stackalloc char[32];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i].TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
                _writer.Write(digits[..length]);
                _column = (_column + 1) % _columns;
                _writer.Write(_column == 0 ? '\n' : ',');
            }
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(_path, e);
        }
    }

    /// <summary>Adds a text, quoted where it has to be.</summary>
    public void Append(string text) => Guard(() =>
    {
        _writer.Write(Quoted(text));
        _column = (_column + 1) % _columns;
        _writer.Write(_column == 0 ? '\n' : ',');
    });

    /// <summary>Puts the file in its place.</summary>
    public void Complete() => Guard(() =>
    {
        _writer.Flush();
        ((FileStream)_writer.BaseStream).Flush(flushToDisk: true);
        _writer.Dispose();
        File.Move(_temporary, Path.GetFullPath(_path), overwrite: true);
        _complete = true;
    });

    /// <summary>Gives up what was not completed.</summary>
    public void Dispose()
    {
        if (_complete)
        {
            return;
        }
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What is still buffered is not wanted any more.
        }
        File.Delete(_temporary);
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(_path, e);
        }
    }
}
