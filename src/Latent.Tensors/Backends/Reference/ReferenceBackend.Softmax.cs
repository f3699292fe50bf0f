namespace Latent.Tensors.Backends.Reference;

/// <content>Sums of exponentials.</content>
internal sealed partial class ReferenceBackend
{
    internal override void LogSumExp(Tensor x, Tensor y)
    {
        Span<float> xs = Span(x), ys = Span(y);
        int columns = xs.Length / Math.Max(1, ys.Length);
        for (int r = 0; r < ys.Length; r++)
        {
            ys[r] = (float)LogSumExp(xs.Slice(r * columns, columns));
        }
    }

    internal override void Softmax(Tensor x, Tensor y)
    {
        int columns = x.Shape.Columns, rows = x.Shape.Rows;
        Span<float> xs = Span(x), ys = Span(y);
        for (int r = 0; r < rows; r++)
        {
            Span<float> row = xs.Slice(r * columns, columns);
            // Relative to the greatest: a large row plus the logarithm of a sum would lose the latter.
            double maximum = float.NegativeInfinity, sum = 0;
            foreach (float value in row)
            {
                maximum = Math.Max(maximum, value);
            }
            foreach (float value in row)
            {
                sum += Math.Exp(value - maximum);
            }
            for (int j = 0; j < columns; j++)
            {
                ys[(r * columns) + j] = (float)(Math.Exp(row[j] - maximum) / sum);
            }
        }
    }

    /// <summary>Minus infinity if all elements are, or if there is none; plus infinity if any element is.</summary>
    private static double LogSumExp(ReadOnlySpan<float> row)
    {
        double maximum = double.NegativeInfinity;
        foreach (float value in row)
        {
            maximum = Math.Max(maximum, value);
        }
        if (double.IsInfinity(maximum))
        {
            return maximum;
        }
        double sum = 0;
        foreach (float value in row)
        {
            sum += Math.Exp(value - maximum);
        }
        return maximum + Math.Log(sum);
    }
}
