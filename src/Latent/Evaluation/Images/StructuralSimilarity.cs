using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Evaluation.Images;

/// <summary>
/// The structural similarity of pictures with values in [0, 1] (Wang et al. 2004): 1 for equal ones. Means, variances
/// and covariances under a normal window of 11 x 11 with deviation 1.5 (a smaller odd one for smaller pictures), wherever
/// the window lies wholly inside; K1 = 0.01, K2 = 0.03. With several scales it is the multi-scale similarity (Wang et al.
/// 2003): contrast and structure of every scale, each half the last one by means of 2 x 2 pixels, and the luminance of
/// the coarsest. There are as many of the five scales as leave room for the window, their exponents scaled to sum to one.
/// Channels and slices are measured one by one and averaged. It can be differentiated.
/// </summary>
public sealed class StructuralSimilarity
{
    /// <summary>The most scales there are.</summary>
    public const int MostScales = 5;

    private const int LargestWindow = 11;
    private const double Deviation = 1.5;
    private const float C1 = 0.01f * 0.01f;
    private const float C2 = 0.03f * 0.03f;

    // Below this a mean similarity counts as this much, so that its powers have gradients.
    private const float LeastMean = 1e-4f;

    private static readonly double[] s_exponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
    private readonly ImageLayout _layout;
    private readonly PlaneFilter[] _windows;
    private readonly PlaneFilter[] _halves;

    /// <summary>A measure for pictures of this layout.</summary>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="scales">How many scales to take at most; 1 is the plain similarity.</param>
    /// <param name="backend">Where it is computed.</param>
    public StructuralSimilarity(ImageLayout layout, int scales = 1, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(scales, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scales, MostScales);
        _layout = layout;
        Scales = 1;
        while (Scales < scales && layout.Side >> Scales >= LargestWindow)
        {
            Scales++;
        }
        int window = Math.Min(LargestWindow, layout.Side - 1 + (layout.Side % 2));
        _windows = [.. Enumerable.Range(0, Scales).Select(s => PlaneFilter.Gaussian(layout.Height >> s, layout.Width >> s, window, Deviation, backend))];
        _halves = [.. Enumerable.Range(0, Scales - 1).Select(s => PlaneFilter.Halves(layout.Height >> s, layout.Width >> s, backend))];
    }

    /// <summary>How many scales fit the pictures.</summary>
    public int Scales { get; }

    /// <summary>The similarity of every row of one tensor to the same row of another.</summary>
    /// <param name="first">[rows, ...row shape].</param>
    /// <param name="second">As many rows.</param>
    /// <returns>[rows].</returns>
    public Tensor Of(Tensor first, Tensor second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Tensor x = _layout.ToPlanes(first), y = _layout.ToPlanes(second);
        Tensor? total = null;
        double exponents = s_exponents.Take(Scales).Sum();
        for (int scale = 0; scale < Scales; scale++)
        {
            Tensor mean = Similarity(x, y, _windows[scale], withLuminance: scale == Scales - 1);
            if (Scales > 1)
            {
                Tensor power = mean.Maximum(LeastMean).Log() * (float)(s_exponents[scale] / exponents);
                total = total is null ? power : total + power;
            }
            else
            {
                total = mean;
            }
            if (scale < Scales - 1)
            {
                x = _halves[scale].Apply(x);
                y = _halves[scale].Apply(y);
            }
        }
        Tensor planes = Scales > 1 ? total!.Exp() : total!;
        return planes.Reshape(new Shape(first.Shape[0], _layout.Planes)).Mean(1);
    }

    /// <summary>[planes]: the mean over all windows of contrast and structure, and of luminance if that is wanted.</summary>
    private static Tensor Similarity(Tensor x, Tensor y, PlaneFilter window, bool withLuminance)
    {
        // About the middle of the range, where the squares of floats cancel least.
        Tensor a = x - 0.5f, b = y - 0.5f;
        int planes = x.Shape[0];
        Tensor filtered = window.Apply(TensorOperations.Concat(0, a, b, a.Square() + b.Square(), a * b));
        Tensor meanA = filtered.Slice(0, 0, planes), meanB = filtered.Slice(0, planes, planes);
        Tensor variances = filtered.Slice(0, 2 * planes, planes) - meanA.Square() - meanB.Square();
        Tensor covariance = filtered.Slice(0, 3 * planes, planes) - (meanA * meanB);
        Tensor similarity = covariance.Affine(2, C2) / variances.Affine(1, C2);
        if (withLuminance)
        {
            Tensor p = meanA + 0.5f, q = meanB + 0.5f;
            similarity *= (p * q).Affine(2, C1) / (p.Square() + q.Square()).Affine(1, C1);
        }
        return similarity.Reshape(new Shape(planes, window.Height * window.Width)).Mean(1);
    }
}
