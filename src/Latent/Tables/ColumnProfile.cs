using System.Globalization;

namespace Latent.Tables;

/// <summary>What is found out about a column while a table is read once: enough to tell what its values are, in little memory.</summary>
internal sealed class ColumnProfile
{
    /// <summary>How many different values are told apart.</summary>
    public const int MostLevels = 1024;

    private const int MostKept = 20_000;

    private readonly Dictionary<string, long> _levels = [];
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<double> _kept = [];
    private readonly List<string> _formats = [.. DateText.Formats];
    private long _stride = 1;
    private double _previous = double.NaN;

    public ColumnProfile(string name)
    {
        Name = name;
        _lookup = _levels.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Name { get; }

    /// <summary>Cells with a value.</summary>
    public long Present { get; private set; }

    public long Missing { get; private set; }

    /// <summary>Cells whose value is a number, infinite ones included.</summary>
    public long Numbers { get; private set; }

    public long Infinite { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public bool AreWhole { get; private set; } = true;

    /// <summary>Whether every number is the one before it and one more.</summary>
    public bool CountsUp { get; private set; } = true;

    /// <summary>The most digits after a point; null where some number has an exponent or more than nine.</summary>
    public int? Decimals { get; private set; } = 0;

    /// <summary>Where the first value that is no number stands.</summary>
    public string? FirstText { get; private set; }

    /// <summary>Values with how often each was seen, in the order in which they came; no more once there are too many.</summary>
    public IReadOnlyDictionary<string, long> Levels => _levels;

    /// <summary>Whether there are more different values than are told apart.</summary>
    public bool HasTooManyLevels { get; private set; }

    /// <summary>How every date so far is written; null if they are no dates.</summary>
    public string? DateFormat => Numbers == 0 && Present > 0 && _formats.Count > 0 ? _formats[0] : null;

    /// <summary>Finite numbers, evenly spread over the rows.</summary>
    public List<double> Kept => _kept;

    public void Add(TableReader reader, int column)
    {
        if (reader.IsMissing(column))
        {
            Missing++;
            return;
        }
        ReadOnlySpan<char> text = reader.Text(column);
        Present++;
        if (reader.TryNumber(column, out double number))
        {
            // 1 and 1.0 are one level, and so are 0 and -0.
            Span<char> plain = stackalloc char[32];
            (number + 0.0).TryFormat(plain, out int length, "R", CultureInfo.InvariantCulture);
            AddLevel(plain[..length]);
            AddNumber(number, text);
            return;
        }
        AddLevel(text);
        FirstText ??= $"'{Shown(text)}' in {reader.Place}";
        for (int i = _formats.Count - 1; i >= 0; i--)
        {
            if (!DateText.TryParse(text, _formats[i], out _))
            {
                _formats.RemoveAt(i);
            }
        }
    }

    private void AddLevel(ReadOnlySpan<char> text)
    {
        if (HasTooManyLevels)
        {
            if (_lookup.TryGetValue(text, out long known))
            {
                _lookup[text] = known + 1;
            }
            return;
        }
        _lookup[text] = _lookup.TryGetValue(text, out long count) ? count + 1 : 1;
        HasTooManyLevels = _levels.Count > MostLevels;
    }

    private void AddNumber(double number, ReadOnlySpan<char> text)
    {
        Numbers++;
        if (!double.IsFinite(number))
        {
            Infinite++;
            return;
        }
        Minimum = Math.Min(Minimum, number);
        Maximum = Math.Max(Maximum, number);
        AreWhole &= number == Math.Floor(number);
        CountsUp &= Numbers == 1 || number == _previous + 1;
        _previous = number;
        if (Decimals is { } digits)
        {
            int point = text.LastIndexOfAny('.', ','), after = point < 0 ? 0 : text.Length - point - 1;
            Decimals = text.ContainsAny('e', 'E') || after > 9 ? null : Math.Max(digits, AreWhole ? 0 : after);
        }
        if ((Numbers - 1) % _stride != 0)
        {
            return;
        }
        _kept.Add(number);
        if (_kept.Count == MostKept)
        {
            // Every other one stays, and of those to come as many.
            for (int i = 0; i < MostKept / 2; i++)
            {
                _kept[i] = _kept[2 * i];
            }
            _kept.RemoveRange(MostKept / 2, MostKept - (MostKept / 2));
            _stride *= 2;
        }
    }

    private static string Shown(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : string.Create(CultureInfo.InvariantCulture, $"{text[..40]}…");
}
