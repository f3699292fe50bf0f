using System.Data.Common;

namespace Latent.Tables;

/// <summary>Goes through the rows of a query. Numbers are taken as what they are, without a detour through objects.</summary>
internal sealed class DataTableReader : TableReader
{
    private readonly DbDataReader _reader;
    private readonly string _name;
    private readonly Func<Exception, InputException?> _explain;
    private readonly string[] _columns;
    private readonly TypeCode[] _codes;
    private readonly CellKind[] _kinds;
    private readonly object?[] _values;
    private readonly bool[] _taken;

    public DataTableReader(DbDataReader reader, string name, Func<Exception, InputException?> explain)
    {
        _reader = reader;
        _name = name;
        _explain = explain;
        int count = reader.FieldCount;
        if (count == 0)
        {
            throw new InputException($"{name} gives no columns; it has to be a query that selects some.");
        }
        string[] names = new string[count];
        _codes = new TypeCode[count];
        _kinds = new CellKind[count];
        _values = new object?[count];
        _taken = new bool[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = reader.GetName(i);
            Type? type = TypeOf(i);
            _kinds[i] = type is null ? CellKind.Unknown : CellValue.KindOf(type);
            if (_kinds[i] == CellKind.Unknown)
            {
                throw new InputException($"{name}: the column '{names[i]}' is of the type {reader.GetDataTypeName(i)}, which cannot be learned from; cast it to a number or to text in the query, or leave it out.");
            }
            _codes[i] = Type.GetTypeCode(type);
        }
        _columns = ColumnNames.Unique(names);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override CellKind Kind(int column) => _kinds[column];

    /// <inheritdoc/>
    public override bool Read()
    {
        Array.Clear(_taken);
        bool any;
        try
        {
            any = _reader.Read();
        }
        catch (Exception exception) when (_explain(exception) is { } reason)
        {
            throw reason;
        }
        Row += any ? 1 : 0;
        return any;
    }

    /// <inheritdoc/>
    public override bool IsMissing(int column) => _reader.IsDBNull(column) || _kinds[column] switch
    {
        CellKind.Number => !TryNumber(column, out _),
        CellKind.Text => CellValue.IsMissing(Value(column)),
        _ => false,
    };

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(int column) => CellValue.Text(Value(column));

    /// <inheritdoc/>
    public override bool TryNumber(int column, out double value)
    {
        if (_kinds[column] > CellKind.DecimalNumber || _kinds[column] == CellKind.Text || _reader.IsDBNull(column))
        {
            value = 0;
            return false;
        }
        switch (_codes[column])
        {
            case TypeCode.Double: value = _reader.GetDouble(column); break;
            case TypeCode.Single: value = _reader.GetFloat(column); break;
            case TypeCode.Int32: value = _reader.GetInt32(column); break;
            case TypeCode.Int64: value = _reader.GetInt64(column); break;
            case TypeCode.Int16: value = _reader.GetInt16(column); break;
            case TypeCode.Byte: value = _reader.GetByte(column); break;
            default: return CellValue.TryNumber(Value(column), out value);
        }
        return !double.IsNaN(value);
    }

    /// <summary>The value of a cell as the database gives it.</summary>
    public object? Value(int column)
    {
        if (!_taken[column])
        {
            try
            {
                _values[column] = _reader.GetValue(column);
            }
            catch (Exception exception) when (exception is InvalidCastException or OverflowException or ArgumentOutOfRangeException)
            {
                throw new InputException($"{_name}, row {Row}: the value of '{_columns[column]}' is outside what can be represented; cast the column to text or to double precision in the query.", exception);
            }
            _taken[column] = true;
        }
        return _values[column];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
        {
            return;
        }
        try
        {
            _reader.Dispose();
        }
        catch (Exception exception) when (_explain(exception) is not null)
        {
            // A connection that broke has been told of when it was read.
        }
    }

    private Type? TypeOf(int column)
    {
        try
        {
            return _reader.GetFieldType(column);
        }
        catch (Exception exception) when (exception is InvalidCastException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
