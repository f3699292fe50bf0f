using System.Globalization;

namespace Latent.Tables;

/// <summary>The columns of a table that are to be told from the others, classes or numbers, gathered as its rows go by. Rows may lack both: a model can be used on rows whose class is not known.</summary>
internal sealed class ToldColumns
{
    private readonly TableReader _reader;
    private readonly string _table;
    private readonly TableOptions _options;
    private readonly int _label;
    private readonly int _target;
    private readonly List<string> _classes = [];
    private readonly Dictionary<string, int> _known = [];
    private readonly List<int> _labels = [];
    private readonly List<float> _targets = [];

    public ToldColumns(TableReader reader, string table, TableOptions options)
    {
        (_reader, _table, _options) = (reader, table, options);
        (_label, _target) = (Place(options.Label), Place(options.Target));
    }

    /// <summary>What the number is called; null if the table has none.</summary>
    public string? TargetName => _target < 0 ? null : _options.Target;

    /// <summary>The number of every row that has gone by, not a number where it is missing; null if the table has none.</summary>
    public float[]? Targets => _target < 0 ? null : [.. _targets];

    /// <summary>Takes those of the present row.</summary>
    /// <exception cref="InputException">The number is none.</exception>
    public void Take()
    {
        if (_label >= 0)
        {
            _labels.Add(_reader.IsMissing(_label) ? -1 : Class(_reader.Text(_label).ToString()));
        }
        if (_target >= 0)
        {
            _targets.Add(_reader.IsMissing(_target) ? float.NaN : _reader.TryNumber(_target, out double number) ? (float)number
                : throw new InputException($"{_table}, {_reader.Place}: '{_reader.Text(_target)}' in the column '{_options.Target}' is no number, and it is to be told from the others; for classes write --label {_options.Target}."));
        }
    }

    /// <summary>The classes of all rows that have gone by, -1 where they are missing, and what they stand for: in the order of their names, numbers by their value, so that rows in another order have the same.</summary>
    public (int[]? Labels, string[]? Names) Classes()
    {
        if (_label < 0)
        {
            return (null, null);
        }
        bool numbers = _classes.All(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        string[] names = [.. numbers ? _classes.OrderBy(c => double.Parse(c, CultureInfo.InvariantCulture)) : _classes.Order(StringComparer.Ordinal)];
        var places = new Dictionary<string, int>();
        for (int i = 0; i < names.Length; i++)
        {
            places[names[i]] = i;
        }
        int[] order = [.. _classes.Select(c => places[c])];
        return ([.. _labels.Select(l => l < 0 ? -1 : order[l])], names);
    }

    private int Class(string name)
    {
        if (!_known.TryGetValue(name, out int number))
        {
            _known[name] = number = _classes.Count;
            _classes.Add(name);
        }
        return number;
    }

    private int Place(string? column)
    {
        for (int i = 0; column is not null && i < _reader.Columns.Count; i++)
        {
            if (_reader.Columns[i] == column)
            {
                return i;
            }
        }
        return -1;
    }
}
