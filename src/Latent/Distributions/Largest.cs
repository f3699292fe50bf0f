using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Where the greatest value of a row is; the first of equals.</summary>
internal static class Largest
{
    /// <summary>Tells the column of every row's greatest value.</summary>
    /// <param name="scores">[..., columns].</param>
    /// <param name="columns">Takes one number a row.</param>
    public static void Of(Tensor scores, Span<int> columns)
    {
        ReadOnlySpan<float> values = scores.TryGetSpan(out Span<float> own) ? own : scores.ToArray();
        int width = scores.Shape.Columns;
        for (int row = 0; row < scores.Shape.Rows; row++)
        {
            columns[row] = Of(values.Slice(row * width, width));
        }
    }

    /// <summary>A one at the place of every row's greatest value, and zeros. It has no gradient.</summary>
    /// <param name="scores">[..., columns].</param>
    public static Tensor OneHot(Tensor scores)
    {
        Tensor hot = Tensor.Zeros(scores.Shape, scores.Backend);
        ReadOnlySpan<float> values = scores.TryGetSpan(out Span<float> own) ? own : scores.ToArray();
        bool inPlace = hot.TryGetSpan(out Span<float> ones);
        ones = inPlace ? ones : new float[hot.Length];
        int width = scores.Shape.Columns;
        for (int start = 0; start < values.Length; start += width)
        {
            ones[start + Of(values.Slice(start, width))] = 1;
        }
        if (!inPlace)
        {
            hot.Set(ones);
        }
        return hot;
    }

    private static int Of(ReadOnlySpan<float> values)
    {
        int best = 0;
        float most = values[0];
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > most)
            {
                most = values[i];
                best = i;
            }
        }
        return best;
    }
}
