using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Tensors end to end.</content>
public static partial class TensorOperations
{
    private static readonly ConcatOperation s_concat = new();

    /// <summary>Two tensors end to end along one dimension.</summary>
    /// <exception cref="TensorException">Their shapes differ in another dimension.</exception>
    public static Tensor Concat(this Tensor first, Tensor second, Index axis) => Concat(axis, first, second);

    /// <summary>Tensors end to end along one dimension.</summary>
    /// <exception cref="TensorException">There is none, or their shapes differ in another dimension.</exception>
    public static Tensor Concat(Index axis, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.IsEmpty)
        {
            throw new TensorException("There is nothing to concatenate.");
        }
        Shape first = parts[0].Shape;
        int i = Axis.Of(first, axis), extent = 0;
        foreach (Tensor part in parts)
        {
            if (part.Shape.Rank != first.Rank || part.Shape.With(i, first[i]) != first)
            {
                throw new TensorException($"{first} and {part.Shape} cannot be concatenated along dimension {i}: the other dimensions differ.");
            }
            extent += part.Shape[i];
        }
        Tensor y = Tensor.Empty(first.With(i, extent), parts[0].Backend), before = y;
        int start = 0;
        for (int k = 0; k < parts.Length; k++)
        {
            y.Backend.SetSlice(parts[k], y, i, start, false);
            if (Tape.Current is { } tape)
            {
                // Each node puts one part behind those before it, all in the same memory.
                Tensor after = k == parts.Length - 1 ? y : tape.View(y, y.Shape);
                tape.Record(new Node(s_concat, after, parts[k], k == 0 ? null : before) { Code = i, Code2 = start });
                before = after;
            }
            start += parts[k].Shape[i];
        }
        return y;
    }

    private sealed class ConcatOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (d.Needs(n.A))
            {
                Tensor part = n.A!, target = d.Target(part, out bool accumulate);
                if (!accumulate)
                {
                    part.Backend.Slice(d.OutputGradient, n.Code, n.Code2, target);
                }
                else
                {
                    Tensor slice = d.Temporary(part.Shape);
                    part.Backend.Slice(d.OutputGradient, n.Code, n.Code2, slice);
                    part.Backend.Copy(slice, target, true);
                    d.Return(slice);
                }
            }
            if (d.Needs(n.B))
            {
                d.PassOn(n.B!);
            }
        }
    }
}
