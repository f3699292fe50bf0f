namespace Latent.Tests.Distributions;

/// <summary>Grids that densities of a few dimensions are summed over.</summary>
internal static class Quadrature
{
    /// <summary>[points^dimensions, dimensions]: midpoints of equal cells of a cube.</summary>
    public static float[] Cube(int dimensions, double from, double to, int points)
    {
        int count = (int)Math.Pow(points, dimensions);
        double step = (to - from) / points;
        float[] grid = new float[count * dimensions];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0, rest = i; j < dimensions; j++, rest /= points)
            {
                grid[(i * dimensions) + j] = (float)(from + (step * ((rest % points) + 0.5)));
            }
        }
        return grid;
    }

    /// <summary>Points of the unit sphere around which there are 2, 3 or 4 dimensions, and the area that each stands for.</summary>
    public static (float[] Points, double[] Areas) Sphere(int dimension, int points)
    {
        List<double[]> places = [];
        List<double> areas = [];
        for (int i = 0; i < 2 * points; i++)
        {
            double a = Math.PI * (i + 0.5) / points;
            places.Add([Math.Cos(a), Math.Sin(a)]);
            areas.Add(Math.PI / points);
        }

        // Every further dimension adds an angle from a pole.
        for (int m = 3; m <= dimension; m++)
        {
            List<double[]> higher = [];
            List<double> weights = [];
            for (int i = 0; i < points; i++)
            {
                double a = Math.PI * (i + 0.5) / points, sine = Math.Sin(a);
                for (int j = 0; j < places.Count; j++)
                {
                    higher.Add([.. places[j].Select(p => p * sine), Math.Cos(a)]);
                    weights.Add(areas[j] * Math.Pow(sine, m - 2) * Math.PI / points);
                }
            }
            (places, areas) = (higher, weights);
        }
        return ([.. places.SelectMany(p => p).Select(p => (float)p)], [.. areas]);
    }
}
