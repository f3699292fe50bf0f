namespace Latent.Tensors.Backends.Reference;

/// <content>Log-probabilities.</content>
internal sealed partial class ReferenceBackend
{
    private const double LogTwoPi = 1.8378770664093454836;

    internal override void BernoulliLogProbability(Tensor logits, Tensor x, Tensor? mask, Tensor y)
    {
        Span<float> ls = Span(logits), xs = Span(x), ys = Span(y);
        int columns = ls.Length / Math.Max(1, ys.Length);
        for (int r = 0; r < ys.Length; r++)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++)
            {
                int i = (r * columns) + j;
                double logit = ls[i];
                sum += Cycled(mask, i) * ((xs[i % xs.Length] * logit) - Functions.Softplus(logit));
            }
            ys[r] = (float)sum;
        }
    }

    internal override void BernoulliLogProbabilityGradient(Tensor logits, Tensor x, Tensor? mask, Tensor dy, Tensor dLogits, bool accumulate)
    {
        Span<float> ls = Span(logits), xs = Span(x), dys = Span(dy), to = Span(dLogits);
        int columns = ls.Length / Math.Max(1, dys.Length);
        for (int i = 0; i < to.Length; i++)
        {
            Put(to, i, dys[i / columns] * Cycled(mask, i) * (xs[i % xs.Length] - Functions.Sigmoid(ls[i])), accumulate);
        }
    }

    internal override void GaussianLogProbability(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask, Tensor y)
    {
        Span<float> ys = Span(y);
        int columns = WidestColumns(x, mean, logVariance, mask);
        for (int r = 0; r < ys.Length; r++)
        {
            double sum = 0;
            for (int j = 0; j < columns; j++)
            {
                double v = Cycled(logVariance, r, j), difference = Cycled(x, r, j) - Cycled(mean, r, j);
                sum += (mask is null ? 1 : Cycled(mask, r, j)) * -0.5 * ((difference * difference * Math.Exp(-v)) + v + LogTwoPi);
            }
            ys[r] = (float)sum;
        }
    }

    internal override void GaussianLogProbabilityGradient(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask, Tensor dy, Tensor? dMean, Tensor? dLogVariance)
    {
        Span<float> dys = Span(dy);
        int columns = WidestColumns(x, mean, logVariance, mask);
        for (int r = 0; r < dys.Length; r++)
        {
            for (int j = 0; j < columns; j++)
            {
                double scale = dys[r] * (mask is null ? 1 : Cycled(mask, r, j));
                double precision = Math.Exp(-Cycled(logVariance, r, j)), difference = Cycled(x, r, j) - Cycled(mean, r, j);
                if (dMean is not null)
                {
                    Span(dMean)[(r * columns) + j] = (float)(scale * difference * precision);
                }
                if (dLogVariance is not null)
                {
                    Span(dLogVariance)[(r * columns) + j] = (float)(scale * 0.5 * ((difference * difference * precision) - 1));
                }
            }
        }
    }

    internal override void SquaredDistance(Tensor a, Tensor b, Tensor y)
    {
        Span<float> first = Span(a), second = Span(b), ys = Span(y);
        int columns = first.Length / Math.Max(1, ys.Length);
        for (int r = 0; r < ys.Length; r++)
        {
            double sum = 0;
            for (int i = r * columns; i < (r + 1) * columns; i++)
            {
                sum += ((double)first[i] - second[i]) * ((double)first[i] - second[i]);
            }
            ys[r] = (float)sum;
        }
    }

    internal override void CategoricalLogProbability(Tensor logits, Indices labels, Tensor y)
    {
        int classes = logits.Shape.Columns;
        Span<float> ls = Span(logits), ys = Span(y);
        for (int r = 0; r < ys.Length; r++)
        {
            Span<float> row = ls.Slice(r * classes, classes);
            ys[r] = (float)(row[labels.Values[r]] - LogSumExp(row));
        }
    }

    internal override void CategoricalLogProbabilityGradient(Tensor logits, Indices labels, Tensor dy, Tensor dLogits, bool accumulate)
    {
        int classes = logits.Shape.Columns;
        Span<float> ls = Span(logits), dys = Span(dy), to = Span(dLogits);
        for (int r = 0; r < dys.Length; r++)
        {
            Span<float> row = ls.Slice(r * classes, classes);
            double total = LogSumExp(row);
            for (int j = 0; j < classes; j++)
            {
                double hit = j == labels.Values[r] ? 1 : 0;
                Put(to, (r * classes) + j, dys[r] * (hit - Math.Exp(row[j] - total)), accumulate);
            }
        }
    }

    /// <summary>The element that a cycled operand has at a place of the result, or 1 if there is no operand.</summary>
    private static double Cycled(Tensor? x, int place) => x is null ? 1 : Span(x)[place % x.Length];

    /// <summary>As above, for matrices; a single column is stretched.</summary>
    private static double Cycled(Tensor x, int row, int column)
    {
        int columns = x.Shape.Columns;
        return Span(x)[(row % x.Shape.Rows * columns) + (columns == 1 ? 0 : column)];
    }

    private static int WidestColumns(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask) =>
        Math.Max(Math.Max(x.Shape.Columns, mean.Shape.Columns), Math.Max(logVariance.Shape.Columns, mask?.Shape.Columns ?? 0));
}
