namespace Latent.Tensors;

/// <summary>
/// How places are made of places, one to three dimensions of them, each by itself: every index along a dimension of the
/// result is a weighted sum of neighbouring indices of the source. Average pooling, both kinds of resizing and separable
/// filters are of this kind, and so is the derivative of each. Make it once and use it for every step.
/// </summary>
public sealed class Resampling
{
    private Resampling? _transposed;

    private Resampling(Taps[] dimensions, Resampling? transposed = null)
    {
        Dimensions = dimensions;
        _transposed = transposed;
    }

    /// <summary>How many dimensions of places there are.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>The extents of the source.</summary>
    public IReadOnlyList<int> Inputs => [.. Dimensions.Select(d => d.Inputs)];

    /// <summary>The extents of the result.</summary>
    public IReadOnlyList<int> Outputs => [.. Dimensions.Select(d => d.Outputs)];

    /// <summary>Each dimension's sums.</summary>
    internal Taps[] Dimensions { get; }

    /// <summary>From results to sources: the derivative.</summary>
    internal Resampling Transposed => _transposed ??= new Resampling([.. Dimensions.Select(d => d.Transpose())], this);

    /// <summary>Windows whose values are averaged. Places in the padding do not count: a window at the edge has the mean of what is there.</summary>
    /// <param name="inputs">The extents of the source.</param>
    /// <param name="window">The extents of the window: one number, for all dimensions, or one for each.</param>
    /// <param name="stride">From window to window; the window's extents if it is empty.</param>
    /// <param name="padding">Places before the first and after the last, less than a window; none if it is empty.</param>
    /// <exception cref="TensorException">The numbers do not fit each other; the message says which.</exception>
    public static Resampling Average(ReadOnlySpan<int> inputs, ReadOnlySpan<int> window, ReadOnlySpan<int> stride = default, ReadOnlySpan<int> padding = default) =>
        Windows(inputs, window, stride, padding, (_, count) => [.. Enumerable.Repeat(1f / count, count)]);

    /// <summary>A separable filter, the same in every dimension: each place is the weighted mean of its window. Weights that would fall beyond the edge are left out, and the others count for more.</summary>
    /// <param name="inputs">The extents of the source.</param>
    /// <param name="weights">The window's weights along a dimension, all above 0; only their proportions matter.</param>
    /// <param name="stride">From window to window.</param>
    /// <param name="padding">Places before the first and after the last, less than a window; half a window keeps the extents.</param>
    /// <exception cref="TensorException">The numbers do not fit each other; the message says which.</exception>
    public static Resampling Filter(ReadOnlySpan<int> inputs, ReadOnlySpan<float> weights, int stride = 1, int padding = 0)
    {
        if (weights.ContainsAnyExceptInRange(float.Epsilon, float.MaxValue))
        {
            throw new TensorException("A filter's weights must all be above 0.");
        }
        float[] all = weights.ToArray();
        return Windows(inputs, [all.Length], [stride], [padding], (skipped, count) =>
        {
            float[] own = all.AsSpan(skipped, count).ToArray();
            double sum = own.Sum(w => (double)w);
            return [.. own.Select(w => (float)(w / sum))];
        });
    }

    /// <summary>Every place has the value of the place that covers its centre.</summary>
    /// <param name="inputs">The extents of the source.</param>
    /// <param name="outputs">The extents of the result.</param>
    /// <exception cref="TensorException">There are not one to three extents of at least 1 of each.</exception>
    public static Resampling Nearest(ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs) => Resize(inputs, outputs, (o, source, result) =>
        (Math.Min((int)((((2L * o) + 1) * source) / (2L * result)), source - 1), [1f]));

    /// <summary>
    /// Every place is interpolated linearly in each dimension between the nearest two centres of places (corners are not
    /// aligned); beyond the first and last centre the value stays what it is there.
    /// </summary>
    /// <inheritdoc cref="Nearest"/>
    public static Resampling Linear(ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs) => Resize(inputs, outputs, (o, source, result) =>
    {
        double at = Math.Clamp(((o + 0.5) * source / result) - 0.5, 0, source - 1);
        int first = (int)at;
        float share = (float)(at - first);
        return (first, share > 0 ? [1 - share, share] : [1f]);
    });

    /// <summary>The mean of what each place of the result covers, also in part: the way down that loses least.</summary>
    /// <inheritdoc cref="Nearest"/>
    public static Resampling Area(ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs) => Resize(inputs, outputs, (o, source, result) =>
    {
        // In units of 1 / result of a place, so that all is whole numbers.
        long begin = (long)o * source, end = begin + source;
        int first = (int)(begin / result), last = (int)((end - 1) / result);
        return (first, [.. Enumerable.Range(first, last - first + 1).Select(i => (float)((Math.Min(end, (i + 1L) * result) - Math.Max(begin, (long)i * result)) / (double)source))]);
    });

    /// <summary>The shape of the result for sources of that shape.</summary>
    /// <exception cref="TensorException">The shape is not [..., one to three extents of the source, channels].</exception>
    public Shape OutputOf(Shape x)
    {
        int first = x.Rank - 1 - Rank;
        bool fits = first >= 0;
        for (int d = 0; fits && d < Rank; d++)
        {
            fits = x[first + d] == Dimensions[d].Inputs;
        }
        if (!fits)
        {
            throw new TensorException($"{x} does not have the extents {string.Join(" x ", Inputs)} before its channels.");
        }
        Span<int> extents = stackalloc int[Shape.MaxRank];
        int rank = x.CopyTo(extents);
        for (int d = 0; d < Rank; d++)
        {
            extents[first + d] = Dimensions[d].Outputs;
        }
        return new Shape(extents[..rank]);
    }

    /// <summary>Sums over windows; the weights of what is left of a window follow from how many of its places were skipped and how many there are.</summary>
    private static Resampling Windows(ReadOnlySpan<int> inputs, ReadOnlySpan<int> window, ReadOnlySpan<int> stride, ReadOnlySpan<int> padding, Func<int, int, float[]> weights)
    {
        RequireRank(inputs);
        var dimensions = new Taps[inputs.Length];
        for (int d = 0; d < inputs.Length; d++)
        {
            int extent = Of(window, d, inputs.Length), step = stride.IsEmpty ? extent : Of(stride, d, inputs.Length), pad = padding.IsEmpty ? 0 : Of(padding, d, inputs.Length);
            if (extent < 1 || step < 1 || pad < 0 || pad >= extent || inputs[d] + (2L * pad) < extent)
            {
                throw new TensorException($"A window of {extent} with stride {step} and padding {pad} does not fit into {inputs[d]} places: it needs a stride of at least 1, less padding than window, and places for one window.");
            }
            int source = inputs[d];
            dimensions[d] = Taps.Create(source, (int)((source + (2L * pad) - extent) / step) + 1, o =>
            {
                int begin = (o * step) - pad, first = Math.Max(0, begin), last = Math.Min(source, begin + extent);
                return (first, weights(first - begin, last - first));
            });
        }
        return new Resampling(dimensions);
    }

    private static Resampling Resize(ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, Func<int, int, int, (int First, float[] Weights)> taps)
    {
        RequireRank(inputs);
        RequireRank(outputs);
        if (inputs.Length != outputs.Length)
        {
            throw new TensorException($"{inputs.Length} dimensions cannot be resized to {outputs.Length}.");
        }
        var dimensions = new Taps[inputs.Length];
        for (int d = 0; d < inputs.Length; d++)
        {
            int source = inputs[d], result = outputs[d];
            dimensions[d] = Taps.Create(source, result, o => taps(o, source, result));
        }
        return new Resampling(dimensions);
    }

    private static void RequireRank(ReadOnlySpan<int> extents)
    {
        if (extents.Length is < 1 or > 3 || extents.ContainsAnyInRange(int.MinValue, 0))
        {
            throw new TensorException($"There must be one to three extents of at least 1, not [{string.Join(", ", extents.ToArray())}].");
        }
    }

    private static int Of(ReadOnlySpan<int> values, int dimension, int rank) =>
        values.Length == 1 ? values[0] : values.Length == rank ? values[dimension] : throw new TensorException($"Give one number for all {rank} dimensions, or one for each, not {values.Length} numbers.");

    /// <summary>One dimension: index o of the result is the sum of <c>Count[o]</c> inputs from <c>First[o]</c> on, with the weights from <c>Offset[o]</c> on.</summary>
    internal sealed class Taps
    {
        private Taps(int inputs, int[] first, int[] count, int[] offset, float[] weights)
        {
            Inputs = inputs;
            First = first;
            Count = count;
            Offset = offset;
            Weights = weights;
        }

        public int Inputs { get; }

        public int Outputs => First.Length;

        public int[] First { get; }

        public int[] Count { get; }

        public int[] Offset { get; }

        public float[] Weights { get; }

        public static Taps Create(int inputs, int outputs, Func<int, (int First, float[] Weights)> at)
        {
            int[] first = new int[outputs], count = new int[outputs], offset = new int[outputs];
            var weights = new List<float>();
            for (int o = 0; o < outputs; o++)
            {
                (first[o], float[] own) = at(o);
                (count[o], offset[o]) = (own.Length, weights.Count);
                weights.AddRange(own);
            }
            return new Taps(inputs, first, count, offset, [.. weights]);
        }

        /// <summary>First and last inputs never go back from one output to the next, so the outputs that an input has part in are neighbours.</summary>
        public Taps Transpose()
        {
            int next = 0;
            return Create(Outputs, Inputs, i =>
            {
                while (next < Outputs && First[next] + Count[next] <= i)
                {
                    next++;
                }
                int last = next;
                while (last < Outputs && First[last] <= i)
                {
                    last++;
                }
                return (next < Outputs ? next : 0, [.. Enumerable.Range(next, last - next).Select(o => Weights[Offset[o] + i - First[o]])]);
            });
        }
    }
}
