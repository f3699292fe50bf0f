using Latent.Evaluation;

namespace Latent.Applications;

/// <summary>Paths through the latent space, to be decoded by <see cref="Generator.Decode"/>.</summary>
public static class LatentWalk
{
    /// <summary>The straight line between two latents.</summary>
    /// <param name="from">The first latent.</param>
    /// <param name="to">The last one.</param>
    /// <param name="steps">How many latents, both ends counted; at least 2.</param>
    /// <returns>[steps, latent].</returns>
    public static float[] Line(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps)
    {
        int size = Check(from, to, steps);
        float[] path = new float[steps * size];
        for (int i = 0; i < path.Length; i++)
        {
            float t = i / size / (float)(steps - 1);
            path[i] = (from[i % size] * (1 - t)) + (to[i % size] * t);
        }
        return path;
    }

    /// <summary>
    /// The way over the sphere between two latents (Shoemake 1985), their lengths changing evenly: it stays where a
    /// normal prior in many dimensions has its mass, which the straight line leaves.
    /// </summary>
    /// <inheritdoc cref="Line"/>
    public static float[] Arc(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps)
    {
        int size = Check(from, to, steps);
        double fromLength = Length(from), toLength = Length(to), dot = 0;
        for (int j = 0; j < size; j++)
        {
            dot += (double)from[j] * to[j];
        }
        double angle = Math.Acos(Math.Clamp(dot / Math.Max(1e-30, fromLength * toLength), -1, 1));
        // Between parallel, opposite or zero latents no arc is shortest.
        if (fromLength * toLength == 0 || Math.Sin(angle) < 1e-6)
        {
            return Line(from, to, steps);
        }
        float[] path = new float[steps * size];
        for (int i = 0; i < path.Length; i++)
        {
            double t = i / size / (double)(steps - 1);
            double length = (fromLength * (1 - t)) + (toLength * t);
            double first = Math.Sin((1 - t) * angle) / fromLength, last = Math.Sin(t * angle) / toLength;
            path[i] = (float)(length / Math.Sin(angle) * ((from[i % size] * first) + (to[i % size] * last)));
        }
        return path;
    }

    /// <summary>One line a dimension: the dimension goes from low to high while the others stay.</summary>
    /// <param name="centre">Where the others stay.</param>
    /// <param name="dimensions">Which dimensions, in this order.</param>
    /// <param name="range">From how far below zero to how far above it; with a spread, counted in deviations from the mean.</param>
    /// <param name="steps">How many latents a line; at least 2.</param>
    /// <param name="spread">Where latents lie, for models whose latents no prior holds in place; null where a standard normal prior does.</param>
    /// <returns>[dimensions, steps, latent].</returns>
    public static float[] Traverse(ReadOnlySpan<float> centre, ReadOnlySpan<int> dimensions, float range, int steps, LatentSpread? spread = null)
    {
        int size = Check(centre, centre, steps);
        float[] path = new float[dimensions.Length * steps * size];
        for (int i = 0; i < dimensions.Length * steps; i++)
        {
            Span<float> latent = path.AsSpan(i * size, size);
            centre.CopyTo(latent);
            int dimension = dimensions[i / steps];
            float at = range * ((2f * (i % steps) / (steps - 1)) - 1);
            latent[dimension] = spread is null ? at : spread.Means[dimension] + (at * spread.Deviations[dimension]);
        }
        return path;
    }

    private static int Check(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps)
    {
        if (from.Length != to.Length)
        {
            throw new ArgumentException($"The latents have {from.Length} and {to.Length} values.", nameof(to));
        }
        return steps >= 2 ? from.Length : throw new InputException(FormattableString.Invariant($"A walk of {steps} steps goes nowhere; ask for at least 2."));
    }

    private static double Length(ReadOnlySpan<float> latent)
    {
        double squares = 0;
        foreach (float value in latent)
        {
            squares += (double)value * value;
        }
        return Math.Sqrt(squares);
    }
}
