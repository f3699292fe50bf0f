using Latent.Tensors;

namespace Latent.Cli.Tests;

/// <summary>Pictures of a disc, on the left in even rows and on the right in odd ones, at five heights in turn.</summary>
internal static class Discs
{
    public static Shape Shape { get; } = new(60, 8, 8);

    public static float[] Rows()
    {
        float[] rows = new float[Shape.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i / 64, x = i % 8, y = i / 8 % 8;
            double distance = Math.Sqrt(Math.Pow(x - (row % 2 == 0 ? 2 : 5), 2) + Math.Pow(y - 1 - (row % 5), 2));
            rows[i] = (float)Math.Clamp(2.5 - distance, 0, 1);
        }
        return rows;
    }
}
