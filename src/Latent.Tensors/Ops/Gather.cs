using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Rows by number.</content>
public static partial class TensorOperations
{
    private static readonly GatherOperation s_gather = new();

    /// <summary>Those rows of a table, a row being all that the outermost dimension counts: [n, ...] and k numbers give [k, ...].</summary>
    /// <exception cref="TensorException">The table is a scalar or has no such row.</exception>
    public static Tensor Gather(this Tensor table, Indices rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        int count = table.Shape[Axis.Of(table.Shape, 0)];
        CheckRange(rows, count, "A table of shape", table.Shape, "row");
        Tensor y = Tensor.Empty(table.Shape.WithFirst(rows.Length), table.Backend);
        Shape row = RowShape(table.Shape);
        table.Backend.Gather(table.As(row), rows, y.As(row.WithFirst(rows.Length)));
        Tape.Current?.Record(new Node(s_gather, y, table) { Indices = rows });
        return y;
    }

    private static Shape RowShape(Shape table) => new(table[0], table.WithoutFirst().Length);

    private static void CheckRange(Indices indices, int count, string what, Shape shape, string item)
    {
        foreach (int index in indices.Values)
        {
            if ((uint)index >= (uint)count)
            {
                throw new TensorException($"{what} {shape} has no {item} {index}.");
            }
        }
    }

    private sealed class GatherOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor table = d.Target(n.A!, out bool accumulate);
            if (!accumulate)
            {
                table.Backend.Fill(table, 0);
            }
            Shape row = RowShape(table.Shape);
            table.Backend.ScatterAdd(d.As(d.OutputGradient, row.WithFirst(n.Indices!.Length)), n.Indices, d.As(table, row));
        }
    }
}
