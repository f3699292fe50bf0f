using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>The values in another order: what stands between flows that treat the first values unlike the last.</summary>
public sealed class Reordering : Flow
{
    private readonly Indices _order;
    private readonly Indices _back;

    /// <summary>Value i of the result is value order[i].</summary>
    /// <exception cref="ArgumentException">The order does not name every value once.</exception>
    public Reordering(params IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        int[] back = new int[order.Count];
        Array.Fill(back, -1);
        for (int i = 0; i < order.Count; i++)
        {
            if ((uint)order[i] >= (uint)order.Count || back[order[i]] >= 0)
            {
                throw new ArgumentException($"An order of {order.Count} values must name each from 0 to {order.Count - 1} once.", nameof(order));
            }
            back[order[i]] = i;
        }
        Size = order.Count;
        _order = new Indices([.. order]);
        _back = new Indices(back);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>The last value first.</summary>
    public static Reordering Reversal(int size) => new([.. Enumerable.Range(0, size).Reverse()]);

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null) => Reordered(z, _order);

    /// <inheritdoc/>
    public override Transformed Inverse(Tensor y, Tensor? context = null) => Reordered(y, _back);

    private static Transformed Reordered(Tensor x, Indices order)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new Transformed(x.Transpose().Gather(order).Transpose(), Tensor.Zeros(new Shape(1), x.Backend));
    }
}
