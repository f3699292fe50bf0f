using System.Globalization;
using Latent.Data;

namespace Latent.Tables;

/// <summary>A table of the rows of an array (.npy, .npz): columns x0, x1 and so on, not a number is missing. Classes that come with the rows are the column 'class'.</summary>
public sealed class ArraySource : TableSource
{
    private const int BlockRows = 256;

    private readonly Func<DataSet> _open;
    private DataSet? _data;

    /// <summary>The array in a file.</summary>
    public ArraySource(string path, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Name = path;
        DataOptions table = (options ?? DataOptions.Default) with { As = DataKind.Table, AllowMissing = true };
        _open = () => DataSets.Open(path, table);
    }

    /// <summary>Rows that are there.</summary>
    public ArraySource(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Name = data.Name;
        _open = () => data;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override TableReader Open() => new Reader(_data ??= _open());

    private sealed class Reader : TableReader
    {
        private readonly DataSet _data;
        private readonly int _length;
        private readonly string[] _columns;
        private readonly int[] _rows;
        private readonly float[] _values;
        private int _inBlock;
        private int _count;

        public Reader(DataSet data)
        {
            _data = data;
            _length = data.RowShape.Length;
            _columns = data.Labels is null ? ColumnNames.Numbered(_length) : [.. ColumnNames.Numbered(_length), "class"];
            _rows = new int[Math.Min(BlockRows, data.Count)];
            _values = new float[_rows.Length * _length];
        }

        public override IReadOnlyList<string> Columns => _columns;

        public override CellKind Kind(int column) => column < _length ? CellKind.Number : _data.LabelNames is null ? CellKind.WholeNumber : CellKind.Text;

        public override bool Read()
        {
            if (Row == _data.Count)
            {
                return false;
            }
            if (++_inBlock >= _count)
            {
                _count = (int)Math.Min(_rows.Length, _data.Count - Row);
                _inBlock = 0;
                for (int i = 0; i < _count; i++)
                {
                    _rows[i] = (int)Row + i;
                }
                _data.Rows.Read(_rows.AsSpan(0, _count), _values);
            }
            Row++;
            return true;
        }

        public override bool IsMissing(int column) => column < _length ? float.IsNaN(Value(column)) : Label < 0;

        public override ReadOnlySpan<char> Text(int column) => IsMissing(column) ? ""
            : column < _length ? Value(column).ToString(CultureInfo.InvariantCulture)
            : _data.LabelNames is { } names && Label < names.Count ? names[Label]
            : Label.ToString(CultureInfo.InvariantCulture);

        public override bool TryNumber(int column, out double value)
        {
            value = column < _length ? Value(column) : Label;
            return column < _length ? !double.IsNaN(value) : Label >= 0 && _data.LabelNames is null;
        }

        private float Value(int column) => _values[(_inBlock * _length) + column];

        private int Label => _data.Labels![Row - 1];
    }
}
