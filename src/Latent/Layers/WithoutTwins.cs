using System.Runtime.InteropServices;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Sets the values of columns to 0 that tell what another column tells, such as the name of a code beside the code: in the rows trained on each value of one goes with one value of the
/// other. Of few labels what reads both learns worse. Numbers are kept rather than levels of an order, those rather than other levels.
/// </summary>
public sealed class WithoutTwins : BesideValues
{
    // Of more values, or fewer rows of each, two columns may go together by chance.
    private const int MostValues = 256, FewestPerValue = 10;

    private readonly TableSchema _schema;
    private readonly Tensor _kept;

    /// <summary>For the rows of a table.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="backend">Where it is kept which columns are read; null for the default.</param>
    public WithoutTwins(TableSchema schema, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _kept = Tensor.Full(new Shape(schema.Width), 1, backend);
    }

    /// <inheritdoc/>
    public override int Inputs => _schema.Width;

    /// <inheritdoc/>
    public override int Outputs => _schema.Width;

    /// <summary>[values]: 1 for what is kept, 0 for the others.</summary>
    public Tensor Kept => _kept;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Reshape(new Shape(x.Shape[0], Inputs)) * _kept;
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.AddStatistic($"{path}.kept", _kept);
    }

    internal override void Begin(RowSource train)
    {
        SeenColumn[] columns = [.. _schema.Slots.GroupBy(slot => slot.Column).Select(slots => new SeenColumn([.. slots], Rank([.. slots])))];
        foreach ((_, float[] values) in train.Spread())
        {
            Array.ForEach(columns, column => column.Add(values));
        }
        float[] kept = [.. Enumerable.Repeat(1f, Inputs)];
        List<SeenColumn> read = [];
        foreach (SeenColumn column in columns.Where(column => column.Different is > 1 and <= MostValues && column.Known >= FewestPerValue * column.Different).OrderBy(column => column.Rank))
        {
            if (!read.Exists(column.IsToldBy))
            {
                read.Add(column);
                continue;
            }
            foreach (TableSlot slot in column.Slots)
            {
                kept.AsSpan(slot.Start, slot.Width).Clear();
            }
        }
        _kept.Set(kept);
    }

    private int Rank(TableSlot[] slots) => Array.Exists(slots, slot => !slot.HasLevels) ? 0 : Array.Exists(slots, _schema.Ordered.Contains) ? 1 : 2;

    /// <summary>Which value of a column each row has, numbered as they came.</summary>
    private sealed class SeenColumn(TableSlot[] slots, int rank)
    {
        private const int Missing = -1;

        private readonly Dictionary<string, int> _numbers = [];
        private readonly List<int> _rows = [];
        private readonly float[] _cell = new float[slots.Sum(slot => slot.Width)];

        public TableSlot[] Slots => slots;

        public int Rank => rank;

        public int Different => _numbers.Count;

        public int Known { get; private set; }

        public void Add(float[] values)
        {
            if (Different > MostValues)
            {
                return;
            }
            int at = 0;
            foreach (TableSlot slot in slots)
            {
                values.AsSpan(slot.Start, slot.Width).CopyTo(_cell.AsSpan(at));
                at += slot.Width;
            }
            if (Array.TrueForAll(_cell, float.IsNaN))
            {
                _rows.Add(Missing);
                return;
            }
            Known++;
            // The bits of its values.
            string cell = new(MemoryMarshal.Cast<float, char>(_cell.AsSpan()));
            if (!_numbers.TryGetValue(cell, out int number))
            {
                number = _numbers[cell] = Different;
            }
            _rows.Add(number);
        }

        /// <summary>Whether every value goes with one of the other column's, and the other way round, and the other is known wherever this one is.</summary>
        public bool IsToldBy(SeenColumn other)
        {
            if (other.Different != Different)
            {
                return false;
            }
            int[] of = [.. Enumerable.Repeat(Missing, Different)], back = [.. of];
            for (int row = 0; row < _rows.Count; row++)
            {
                int own = _rows[row], others = other._rows[row];
                if (own == Missing)
                {
                    continue;
                }
                if (others == Missing || (of[own] != Missing && of[own] != others) || (back[others] != Missing && back[others] != own))
                {
                    return false;
                }
                (of[own], back[others]) = (others, own);
            }
            return true;
        }
    }
}
