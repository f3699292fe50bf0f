namespace Latent.Tables;

/// <summary>A table of records in memory.</summary>
internal sealed class RecordSource<T> : TableSource
{
    private readonly IEnumerable<T> _rows;
    private readonly Func<T, object?>[] _values;
    private readonly string[] _columns;

    public RecordSource(string name, IEnumerable<T> rows, (string Name, Func<T, object?> Value)[] columns)
    {
        Name = name;
        _rows = rows;
        _values = [.. columns.Select(column => column.Value)];
        _columns = [.. columns.Select(column => column.Name)];
        if (_columns.Length == 0)
        {
            throw new InputException("A table needs at least one column.");
        }
        if (Array.Find(_columns, string.IsNullOrWhiteSpace) is not null)
        {
            throw new InputException("A column has no name; give every column one.");
        }
        if (_columns.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InputException($"Two columns are called '{twice.Key}'; give every column a name of its own.");
        }
    }

    public override string Name { get; }

    /// <summary>What the columns hold, where that is known.</summary>
    public CellKind[]? Kinds { get; init; }

    public override TableReader Open() => new Reader(this);

    private sealed class Reader(RecordSource<T> source) : TableReader
    {
        private readonly IEnumerator<T> _rows = source._rows.GetEnumerator();
        private readonly object?[] _values = new object?[source._columns.Length];
        private readonly bool[] _taken = new bool[source._columns.Length];

        public override IReadOnlyList<string> Columns => source._columns;

        public override CellKind Kind(int column) => source.Kinds?[column] ?? CellKind.Unknown;

        public override bool Read()
        {
            Array.Clear(_taken);
            bool any = _rows.MoveNext();
            Row += any ? 1 : 0;
            return any;
        }

        public override bool IsMissing(int column) => CellValue.IsMissing(Value(column));

        public override ReadOnlySpan<char> Text(int column) => CellValue.Text(Value(column));

        public override bool TryNumber(int column, out double value) => CellValue.TryNumber(Value(column), out value);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _rows.Dispose();
            }
            base.Dispose(disposing);
        }

        private object? Value(int column)
        {
            if (!_taken[column])
            {
                object? value = source._values[column](_rows.Current);
                _values[column] = value is null or DBNull || CellValue.KindOf(value.GetType()) != CellKind.Unknown
                    ? value
                    : throw new InputException($"{source.Name}, row {Row}: '{source._columns[column]}' is a {value.GetType().Name}, which a cell cannot be; give a number, text, a truth or a date.");
                _taken[column] = true;
            }
            return _values[column];
        }
    }
}
