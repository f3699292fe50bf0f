using System.Globalization;
using System.Text;

namespace Latent.Cli;

/// <summary>Names and values in two columns, for people.</summary>
internal sealed class FigureTable
{
    private readonly List<(string Name, string Value)> _lines = [];
    private readonly List<string> _notes = [];

    /// <summary>Adds a line.</summary>
    public FigureTable Add(string name, string? value)
    {
        if (value is not null)
        {
            _lines.Add((name, value));
        }
        return this;
    }

    /// <summary>Adds a number.</summary>
    public FigureTable Add(string name, double? value, string unit = "") =>
        Add(name, value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.000}{unit}") : null);

    /// <summary>Adds a whole number.</summary>
    public FigureTable Add(string name, long value) => Add(name, value.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Adds a sentence below the table.</summary>
    public FigureTable Note(string sentence)
    {
        _notes.Add(sentence);
        return this;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        int width = _lines.Count > 0 ? _lines.Max(l => l.Name.Length) + 2 : 0;
        foreach ((string name, string value) in _lines)
        {
            text.Append(name.PadRight(width)).Append(value).Append('\n');
        }
        foreach (string note in _notes)
        {
            text.Append(note).Append('\n');
        }
        return text.ToString().TrimEnd('\n');
    }
}
