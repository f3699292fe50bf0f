using System.Globalization;

namespace Latent.Tables;

/// <summary>
/// Turns the cells of a table's rows into the values of a model's rows. Between the two stand slots, a number each: a
/// standardised number, or the number of a level; not a number where a cell is missing.
/// </summary>
public sealed class RowCodec
{
    private readonly TableSchema _schema;
    // What is asked of every cell of every row.
    private readonly (TableSlot Slot, Column Column, bool IsNumber, bool HasLevels, bool HasAtoms)[] _fields;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>?[] _levels;
    private int[] _places = [];
    private string _table = "";

    /// <summary>A codec of this schema's rows.</summary>
    public RowCodec(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _fields = [.. schema.Slots.Select(slot => (slot, Of: schema.Columns[slot.Column])).Select(f => (f.slot, f.Of, f.Of is { HasLevels: false, Kind: not ColumnKind.Date }, f.Of.HasLevels, f.Of.Atoms.Count > 0))];
        _levels = [.. schema.Columns.Select(column => column.HasLevels ? Lookup(column.Levels) : (Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>?)null)];
    }

    /// <summary>Whether an infinite number is read as a missing value; otherwise it is as far off as any value can be.</summary>
    public bool InfiniteIsMissing { get; init; }

    /// <summary>Whether numbers that a column's kind has none of, such as a price below 0, stay beyond its ends, which detection is for; otherwise they are brought to them.</summary>
    internal bool KeepsAll { get; init; }

    /// <summary>Finds the schema's columns in a table by their names, in whatever order they stand there; further ones do no harm.</summary>
    /// <exception cref="InputException">One is not there.</exception>
    public void Bind(TableReader reader, string table)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _table = table;
        var places = new Dictionary<string, int>();
        for (int i = 0; i < reader.Columns.Count; i++)
        {
            places[reader.Columns[i]] = i;
        }
        string[] lacking = [.. _schema.Columns.Where(c => !c.IsLeftOut && !places.ContainsKey(c.Name)).Select(c => c.Name)];
        if (lacking.Length > 0)
        {
            string near = NearestName.Of(lacking[0], reader.Columns.Where(name => _schema.Find(name) is null)) is { } nearest ? $"; '{nearest}' is perhaps '{lacking[0]}'" : "";
            throw new InputException($"{table} lacks the column{(lacking.Length > 1 ? "s" : "")} {string.Join(", ", lacking.Take(10).Select(name => $"'{name}'"))}{(lacking.Length > 10 ? " ..." : "")} that the model was made for{near}; its columns are {string.Join(", ", reader.Columns.Take(20))}{(reader.Columns.Count > 20 ? " ..." : "")}. Name them alike, or add them with empty cells.");
        }
        _places = [.. _schema.Columns.Select(c => places.GetValueOrDefault(c.Name, -1))];
    }

    /// <summary>The place of a schema's column in the table that was bound last; -1 if it is not there.</summary>
    public int PlaceOf(int column) => _places[column];

    /// <summary>Reads the present row into slots.</summary>
    /// <param name="reader">A reader of the table that was bound.</param>
    /// <param name="slots">As many as the schema has.</param>
    /// <exception cref="InputException">A cell is not of its column's kind.</exception>
    public void Read(TableReader reader, Span<float> slots)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (int i = 0; i < _fields.Length; i++)
        {
            (TableSlot slot, Column column, bool isNumber, bool hasLevels, bool hasAtoms) = _fields[i];
            int place = _places[slot.Column];
            if (isNumber)
            {
                // Nearly all cells are numbers: only of others it is asked whether they are missing.
                double number = reader.TryNumber(place, out double read) ? read : reader.IsMissing(place) ? double.NaN : throw Strange(reader, place, column, "a number");
                int atom = hasAtoms && !double.IsNaN(number) ? column.AtomOf(number) : 0;
                slots[i] = double.IsNaN(number) || (InfiniteIsMissing && double.IsInfinity(number)) ? float.NaN
                    : slot.IsAtom ? atom : hasAtoms && atom < column.Atoms.Count ? float.NaN
                    : KeepsAll ? column.StandardizeAny(number) : column.Standardize(number);
            }
            else if (reader.IsMissing(place))
            {
                slots[i] = float.NaN;
            }
            else if (hasLevels)
            {
                slots[i] = TryLevel(slot.Column, reader, place, out int level) ? level : slot.Kind is SlotKind.Category ? column.Levels.Count : float.NaN;
            }
            else
            {
                DateTime date = DateText.TryParse(reader.Text(place), column.Format!, out DateTime parsed) ? parsed : throw Strange(reader, place, column, $"a date like {column.Format}");
                slots[i] = slot.Part is { } part ? DateText.Level(date, part) : column.Standardize(DateText.Seconds(date));
            }
        }
    }

    /// <summary>Spreads slots out into the values of a model's row: levels become a one among zeros; what is missing is not a number.</summary>
    public static void Spread(TableSchema schema, ReadOnlySpan<float> slots, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        for (int i = 0; i < schema.Slots.Count; i++)
        {
            TableSlot slot = schema.Slots[i];
            if (!slot.HasLevels)
            {
                values[slot.Start] = slots[i];
                continue;
            }
            Span<float> group = values.Slice(slot.Start, slot.Width);
            if (float.IsNaN(slots[i]))
            {
                group.Fill(float.NaN);
                continue;
            }
            group.Clear();
            group[(int)slots[i]] = 1;
        }
    }

    /// <summary>The number that the values of a model's row stand for in a column: drawn values give a number, and means and probabilities its expectation.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="column">The number of one that holds numbers or dates.</param>
    /// <param name="values">A row.</param>
    public static double Number(TableSchema schema, int column, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Column of = schema.Columns[column];
        TableSlot[] slots = schema.SlotsOf[column];
        double number = Math.Clamp(of.Restore(values[slots[0].Start]), of.Minimum, of.Maximum);
        if (of.Atoms.Count == 0)
        {
            return number;
        }
        ReadOnlySpan<float> atoms = values.Slice(slots[1].Start, slots[1].Width);
        double sum = atoms[^1] * number;
        for (int i = 0; i < of.Atoms.Count; i++)
        {
            sum += atoms[i] * of.Atoms[i];
        }
        return sum;
    }

    /// <summary>The level that the values of a model's row stand for in a column: the likeliest.</summary>
    public static int Level(TableSchema schema, int column, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        TableSlot slot = schema.SlotsOf[column][0];
        // The level of all others is nobody's text.
        return Largest(values.Slice(slot.Start, schema.Columns[column].Levels.Count));
    }

    /// <summary>The text of a column's cell that the values of a model's row stand for: rounded as the column's are, or the level's name.</summary>
    public static string Text(TableSchema schema, int column, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Column of = schema.Columns[column];
        return of.HasLevels ? of.Levels[Level(schema, column, values)] : Text(of, Number(schema, column, values));
    }

    /// <summary>A number as a column writes it.</summary>
    public static string Text(Column column, double number)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Kind is ColumnKind.Date
            ? DateText.Write(number, column.Format!)
            : column.Decimals is null ? column.Told(number).ToString("G9", CultureInfo.InvariantCulture)
            : column.Rounded(number).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The level that a cell's text is, or its number, however that is written.</summary>
    private bool TryLevel(int column, TableReader reader, int place, out int level)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> levels = _levels[column]!.Value;
        if (levels.TryGetValue(reader.Text(place), out level))
        {
            return true;
        }
        Span<char> plain = stackalloc char[32];
        return reader.TryNumber(place, out double number) && (number + 0.0).TryFormat(plain, out int length, "R", CultureInfo.InvariantCulture) && levels.TryGetValue(plain[..length], out level);
    }

    internal static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup(IReadOnlyList<string> levels)
    {
        var lookup = new Dictionary<string, int>();
        for (int i = 0; i < levels.Count; i++)
        {
            lookup[levels[i]] = i;
        }
        return lookup.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private InputException Strange(TableReader reader, int place, Column column, string wanted)
    {
        ReadOnlySpan<char> text = reader.Text(place);
        return new($"{_table}, {reader.Place}: '{(text.Length > 40 ? $"{text[..40]}…" : text.ToString())}' in the column '{column.Name}' is not {wanted}; mend the cell, or leave it empty.");
    }
}
