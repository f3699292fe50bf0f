using Latent.Tables;

namespace Latent.Imputation;

/// <summary>Reads a table twice, side by side: some rows ahead, to find their gaps, and again row by row, to copy what is there.</summary>
internal sealed class GapReader
{
    private readonly TableSchema _schema;
    private readonly TableReader _ahead;
    private readonly TableReader _behind;
    private readonly string _name;
    private readonly RowCodec _codec;
    private readonly float[] _slots;
    private readonly float[] _again;
    private readonly float[] _values;
    private readonly int _chunk;
    private readonly Dictionary<int, int> _numbers = [];
    private int _read;
    private int _given;

    public GapReader(TableSchema schema, TableReader ahead, TableReader behind, string name, int chunk)
    {
        (_schema, _ahead, _behind, _name, _chunk) = (schema, ahead, behind, name, chunk);
        _codec = new RowCodec(schema) { InfiniteIsMissing = true };
        _codec.Bind(ahead, name);
        if (!ahead.Columns.SequenceEqual(behind.Columns))
        {
            throw Changed();
        }
        ColumnAt = new int[ahead.Columns.Count];
        Array.Fill(ColumnAt, -1);
        for (int i = 0; i < schema.Columns.Count; i++)
        {
            if (schema.SlotsOf[i].Length > 0)
            {
                ColumnAt[_codec.PlaceOf(i)] = i;
            }
        }
        _slots = new float[chunk * schema.Slots.Count];
        _again = new float[schema.Slots.Count];
        _values = new float[chunk * schema.Width];
    }

    /// <summary>The rows of the chunk that have gaps, by their places in it.</summary>
    public IReadOnlyDictionary<int, int> Incomplete => _numbers;

    /// <summary>The rows with gaps as a model sees them.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _numbers.Count * _schema.Width);

    /// <summary>The number that every column of the table has in the schema; -1 for columns that models do not see.</summary>
    public int[] ColumnAt { get; }

    /// <summary>The reader whose present row is to be copied.</summary>
    public TableReader Row => _behind;

    /// <summary>The place of the present row in the chunk.</summary>
    public int Place => _given - 1;

    /// <summary>Reads the next rows; false at the end of the table.</summary>
    public bool ReadChunk()
    {
        _numbers.Clear();
        (_read, _given) = (0, 0);
        int each = _schema.Slots.Count;
        for (; _read < _chunk && _ahead.Read(); _read++)
        {
            Span<float> slots = _slots.AsSpan(_read * each, each);
            _codec.Read(_ahead, slots);
            if (HasGap(_ahead))
            {
                RowCodec.Spread(_schema, slots, _values.AsSpan(_numbers.Count * _schema.Width, _schema.Width));
                _numbers[_read] = _numbers.Count;
            }
        }
        if (_read == 0 && _behind.Read())
        {
            throw Changed();
        }
        return _read > 0;
    }

    /// <summary>Goes to the next row of the chunk; false at its end.</summary>
    public bool NextRow()
    {
        if (_given == _read)
        {
            return false;
        }
        if (!_behind.Read())
        {
            throw Changed();
        }
        _codec.Read(_behind, _again);
        ReadOnlySpan<float> slots = _slots.AsSpan(_given * _again.Length, _again.Length);
        for (int i = 0; i < slots.Length; i++)
        {
            // Not a number is alike here.
            if (!slots[i].Equals(_again[i]))
            {
                throw Changed();
            }
        }
        _given++;
        return true;
    }

    /// <summary>Whether a cell of the present row is to be filled in.</summary>
    public bool IsGap(int place) => IsGap(_behind, place);

    private bool IsGap(TableReader reader, int place) => ColumnAt[place] >= 0 && reader.IsMissing(place);

    private bool HasGap(TableReader reader)
    {
        for (int place = 0; place < ColumnAt.Length; place++)
        {
            if (IsGap(reader, place))
            {
                return true;
            }
        }
        return false;
    }

    private InputException Changed() => new($"{_name} gives other rows, or in another order, when it is read again; give a file that does not change, or a query with ORDER BY.");
}
