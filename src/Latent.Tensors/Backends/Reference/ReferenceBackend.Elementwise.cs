namespace Latent.Tensors.Backends.Reference;

/// <content>Functions of one, two and three elements, and random ones.</content>
internal sealed partial class ReferenceBackend
{
    internal override void Affine(Tensor x, float scale, float shift, Tensor y, bool accumulate)
    {
        Span<float> from = Span(x), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            Put(to, i, ((double)scale * from[i]) + shift, accumulate);
        }
    }

    internal override void Unary(UnaryOperation operation, Tensor x, Tensor y, float parameter)
    {
        Span<float> from = Span(x), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (float)Functions.Value(operation, from[i], parameter);
        }
    }

    internal override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx, float parameter, bool accumulate)
    {
        Span<float> xs = Span(x), ys = Span(y), from = Span(dy), to = Span(dx);
        for (int i = 0; i < to.Length; i++)
        {
            Put(to, i, from[i] * Functions.Derivative(operation, xs[i], ys[i], parameter), accumulate);
        }
    }

    internal override void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y, bool accumulate)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank], aStrides = stackalloc int[Shape.MaxRank], bStrides = stackalloc int[Shape.MaxRank];
        extents = extents[..y.Shape.CopyTo(extents)];
        StretchedStrides(a.Shape, y.Shape, aStrides);
        StretchedStrides(b.Shape, y.Shape, bStrides);
        Span<float> left = Span(a), right = Span(b), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            Put(to, i, Functions.Value(operation, left[Offset(i, extents, aStrides)], right[Offset(i, extents, bStrides)]), accumulate);
        }
    }

    internal override void Where(Tensor condition, Tensor a, Tensor b, Tensor y)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
        Span<int> aStrides = stackalloc int[Shape.MaxRank], bStrides = stackalloc int[Shape.MaxRank];
        extents = extents[..y.Shape.CopyTo(extents)];
        StretchedStrides(condition.Shape, y.Shape, strides);
        StretchedStrides(a.Shape, y.Shape, aStrides);
        StretchedStrides(b.Shape, y.Shape, bStrides);
        Span<float> conditions = Span(condition), yes = Span(a), no = Span(b), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = conditions[Offset(i, extents, strides)] != 0 ? yes[Offset(i, extents, aStrides)] : no[Offset(i, extents, bStrides)];
        }
    }

    internal override void Random(RandomDistribution distribution, ulong key, ulong counter, Tensor y)
    {
        Span<float> to = Span(y), block = stackalloc float[4];
        for (int i = 0; i < to.Length; i++)
        {
            if (i % 4 == 0)
            {
                Draw(distribution, key, counter + ((ulong)i / 4), block);
            }
            to[i] = block[i % 4];
        }
    }

    /// <summary>The four draws of one Philox block.</summary>
    private static void Draw(RandomDistribution distribution, ulong key, ulong counter, Span<float> draws)
    {
        Rng.Block(key, counter, out uint a, out uint b, out uint c, out uint d);
        if (distribution == RandomDistribution.Normal)
        {
            (draws[0], draws[1]) = NormalPair(a, b);
            (draws[2], draws[3]) = NormalPair(c, d);
            return;
        }
        draws[0] = Unit(a);
        draws[1] = Unit(b);
        draws[2] = Unit(c);
        draws[3] = Unit(d);
    }

    private static float Unit(uint word) => (word >> 8) * (1f / (1 << 24));

    private static (float First, float Second) NormalPair(uint word, uint next)
    {
        double u = ((word >> 8) + 1) / (double)(1 << 24), angle = 2 * Math.PI * Unit(next);
        double radius = Math.Sqrt(-2 * Math.Log(u));
        return ((float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle)));
    }
}
