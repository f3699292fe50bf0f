using System.Globalization;
using Latent.Tables;

namespace Latent.Tests.Imputation;

/// <summary>A table of texts in memory; empty ones are missing.</summary>
internal sealed class MemoryTable(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows) : TableSource
{
    public override string Name => "a table in memory";

    public IReadOnlyList<string> Columns => columns;

    public IReadOnlyList<string[]> Rows => rows;

    public override TableReader Open() => new Reader(this);

    private sealed class Reader(MemoryTable table) : TableReader
    {
        public override IReadOnlyList<string> Columns => table.Columns;

        public override bool Read()
        {
            if (Row == table.Rows.Count)
            {
                return false;
            }
            Row++;
            return true;
        }

        public override bool IsMissing(int column) => Cell(column).Length == 0;

        public override ReadOnlySpan<char> Text(int column) => Cell(column);

        public override bool TryNumber(int column, out double value) =>
            double.TryParse(Cell(column), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);

        private string Cell(int column) => table.Rows[(int)Row - 1][column];
    }
}

/// <summary>Takes a table into memory.</summary>
internal sealed class MemoryWriter : TableWriter
{
    private readonly List<string> _row = [];

    public List<string[]> Rows { get; } = [];

    public bool IsComplete { get; private set; }

    public override void Write(double value) => _row.Add(value.ToString("R", CultureInfo.InvariantCulture));

    public override void Write(long value) => _row.Add(value.ToString(CultureInfo.InvariantCulture));

    public override void Write(ReadOnlySpan<char> text) => _row.Add(text.ToString());

    public override void Copy(TableReader reader, int column) => _row.Add(reader.Text(column).ToString());

    public override void EndRow()
    {
        Rows.Add([.. _row]);
        _row.Clear();
    }

    public override void Complete() => IsComplete = true;
}
