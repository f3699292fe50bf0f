using Latent.Tensors;

namespace Latent.Tests.Applications;

/// <summary>Normal clouds of points around given centres, one after the other.</summary>
internal static class Blobs
{
    /// <summary>Points [rows, columns], and the cloud of each.</summary>
    /// <param name="centres">The centre of every cloud.</param>
    /// <param name="sizes">How many points each has.</param>
    /// <param name="spread">The standard deviation along every dimension; shorter than a centre: of the first ones, the last for all others.</param>
    public static (float[] Points, int[] Clouds) Draw(float[][] centres, int[] sizes, params float[] spread)
    {
        var rng = new Rng(11);
        List<float> points = [];
        List<int> clouds = [];
        for (int c = 0; c < centres.Length; c++)
        {
            for (int r = 0; r < sizes[c]; r++)
            {
                clouds.Add(c);
                for (int i = 0; i < centres[c].Length; i++)
                {
                    points.Add(centres[c][i] + (float)(spread[Math.Min(i, spread.Length - 1)] * rng.NextNormal()));
                }
            }
        }
        return ([.. points], [.. clouds]);
    }

    /// <summary>Three clouds in five dimensions.</summary>
    public static (float[] Points, int[] Clouds) Three(int each) =>
        Draw([[0, 0, 0, 0, 0], [6, 0, 1, 0, 0], [0, 6, 0, 1, 0]], [each, each, each], 0.7f);
}
