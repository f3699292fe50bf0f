namespace Latent.Tensors.Backends.Reference;

/// <content>Pooling, resizing and dropout.</content>
internal sealed partial class ReferenceBackend
{
    internal override void Resample(Tensor x, Resampling resampling, Tensor y, bool accumulate)
    {
        float[] xs = Span(x).ToArray(), ys = Span(y).ToArray();
        int channels = x.Shape.Columns;
        ForEveryWindow(resampling, x, y, (output, inputs) =>
        {
            for (int c = 0; c < channels; c++)
            {
                double sum = 0;
                foreach ((int input, double weight) in inputs)
                {
                    sum += weight * xs[input + c];
                }
                Put(ys, output + c, sum, accumulate);
            }
        });
        ys.CopyTo(Span(y));
    }

    internal override void MaxPooling(Tensor x, Resampling windows, Tensor y)
    {
        float[] xs = Span(x).ToArray(), ys = Span(y).ToArray();
        int channels = x.Shape.Columns;
        ForEveryWindow(windows, x, y, (output, inputs) =>
        {
            for (int c = 0; c < channels; c++)
            {
                ys[output + c] = inputs.Select(i => xs[i.Input + c]).Aggregate(float.NegativeInfinity, Math.Max);
            }
        });
        ys.CopyTo(Span(y));
    }

    internal override void MaxPoolingGradient(Tensor x, Resampling windows, Tensor y, Tensor dy, Tensor dx, bool accumulate)
    {
        float[] xs = Span(x).ToArray(), ys = Span(y).ToArray(), dys = Span(dy).ToArray();
        double[] sums = new double[xs.Length];
        int channels = x.Shape.Columns;
        ForEveryWindow(windows, x, y, (output, inputs) =>
        {
            for (int c = 0; c < channels; c++)
            {
                foreach ((int input, _) in inputs)
                {
                    if (xs[input + c] == ys[output + c])
                    {
                        sums[input + c] += dys[output + c];
                        break;
                    }
                }
            }
        });
        Span<float> gradients = Span(dx);
        for (int i = 0; i < sums.Length; i++)
        {
            Put(gradients, i, sums[i], accumulate);
        }
    }

    internal override void Dropout(Tensor x, float probability, ulong key, ulong counter, Tensor y, bool accumulate)
    {
        var draws = new Tensor(x.Shape, Allocate(x.Length));
        Random(RandomDistribution.Uniform, key, counter, draws);
        Span<float> xs = Span(x), us = Span(draws), ys = Span(y);
        for (int i = 0; i < ys.Length; i++)
        {
            Put(ys, i, us[i] >= probability ? xs[i] * (1 / (1 - (double)probability)) : 0, accumulate);
        }
    }

    /// <summary>Calls with the first channel of every place of y, and that of every place of x in its window, with its weight.</summary>
    private static void ForEveryWindow(Resampling resampling, Tensor x, Tensor y, Action<int, List<(int Input, double Weight)>> window)
    {
        int rank = resampling.Rank, channels = x.Shape.Columns;
        int outputPlaces = resampling.Dimensions.Aggregate(1, (n, d) => n * d.Outputs);
        for (int place = 0; place < y.Length / Math.Max(1, channels); place++)
        {
            List<(int Place, double Weight)> places = [(place / outputPlaces, 1)];
            int below = outputPlaces, rest = place % outputPlaces;
            for (int d = 0; d < rank; d++)
            {
                Resampling.Taps taps = resampling.Dimensions[d];
                below /= taps.Outputs;
                int o = rest / below;
                rest %= below;
                places = [.. places.SelectMany(p => Enumerable.Range(0, taps.Count[o]).Select(t => ((p.Place * taps.Inputs) + taps.First[o] + t, p.Weight * taps.Weights[taps.Offset[o] + t])))];
            }
            window(place * channels, [.. places.Select(p => (p.Place * channels, p.Weight))]);
        }
    }
}
