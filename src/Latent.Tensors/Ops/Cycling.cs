using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <summary>
/// How the operands of a log-probability meet: each is a matrix of rows, one with fewer rows is read again from its first
/// row, and a single column is stretched.
/// </summary>
internal readonly ref struct Cycling
{
    private Cycling(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The rows of the result.</summary>
    public int Rows { get; }

    /// <summary>The columns over which the result is summed.</summary>
    public int Columns { get; }

    /// <summary>The shape of all elements.</summary>
    public Shape Full => new(Rows, Columns);

    /// <summary>What these operands make together.</summary>
    /// <exception cref="TensorException">They do not fit; the message names the shapes.</exception>
    public static Cycling Of(string operation, Tensor a, Tensor b, Tensor? c, Tensor? d)
    {
        int rows = 0, columns = 0;
        Include(a, ref rows, ref columns);
        Include(b, ref rows, ref columns);
        Include(c, ref rows, ref columns);
        Include(d, ref rows, ref columns);
        if (!Fits(a, rows, columns) || !Fits(b, rows, columns) || !Fits(c, rows, columns) || !Fits(d, rows, columns))
        {
            string others = (c is null ? "" : $", {c.Shape}") + (d is null ? "" : $", {d.Shape}");
            throw new TensorException($"{operation} does not take {a.Shape}, {b.Shape}{others}: rows must divide the most rows, {rows}, and columns be {columns} or 1.");
        }
        return new Cycling(rows, columns);
    }

    /// <summary>Adds the column and row sums of scale times a full-size gradient to that of an operand; <paramref name="full"/> stays as it is.</summary>
    public void Add(in Derivation d, Tensor full, Tensor operand, float scale = 1)
    {
        Shape own = operand.Shape.AsMatrix();
        Backend backend = full.Backend;
        Tensor target = d.Target(operand, out bool accumulate);
        if (own == Full)
        {
            backend.Affine(full, scale, 0, target, accumulate);
            return;
        }
        Tensor folds = d.As(full, new Shape(Rows / own[0], own[0], Columns));
        var kept = new Shape(1, own[0], own[1]);
        if (scale == 1)
        {
            backend.Reduce(ReduceOperation.Sum, folds, d.As(target, kept), accumulate);
            return;
        }
        Tensor reduced = d.Temporary(kept);
        backend.Reduce(ReduceOperation.Sum, folds, reduced, false);
        backend.Affine(reduced, scale, 0, target, accumulate);
        d.Return(reduced);
    }

    private static void Include(Tensor? operand, ref int rows, ref int columns)
    {
        if (operand is not null)
        {
            Shape own = operand.Shape.AsMatrix();
            rows = Math.Max(rows, own[0]);
            columns = Math.Max(columns, own[1]);
        }
    }

    private static bool Fits(Tensor? operand, int rows, int columns)
    {
        if (operand is null)
        {
            return true;
        }
        Shape own = operand.Shape.AsMatrix();
        return (own[0] == rows || (own[0] > 0 && rows % own[0] == 0)) && (own[1] == columns || own[1] == 1);
    }
}
