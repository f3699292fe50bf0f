using Latent.Tensors.Backends.Sphere;

namespace Latent.Tensors.Backends;

/// <content>
/// Directions: one number a row, computed in double precision in ordinary memory. That is the meaning and, for now, the
/// only implementation: beside the networks around them they cost next to nothing.
/// </content>
public abstract partial class Backend
{
    /// <summary>y = f(k), element by element, on the sphere of this dimension.</summary>
    internal virtual void OfConcentration(ConcentrationFunction function, int dimension, Tensor k, Tensor y)
    {
        ReadOnlySpan<float> from = Read(k);
        Span<float> to = Write(y);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (float)Concentration.Value(function, dimension, from[i]);
        }
        Finish(y, to);
    }

    /// <summary>dk (+)= dy f'(k).</summary>
    internal virtual void OfConcentrationGradient(ConcentrationFunction function, int dimension, Tensor k, Tensor dy, Tensor dk, bool accumulate)
    {
        ReadOnlySpan<float> from = Read(k), gradient = Read(dy);
        Span<float> to = Write(dk, accumulate);
        for (int i = 0; i < to.Length; i++)
        {
            float slope = gradient[i] == 0 ? 0 : (float)(gradient[i] * Concentration.Slope(function, dimension, from[i]));
            to[i] = accumulate ? to[i] + slope : slope;
        }
        Finish(dk, to);
    }

    /// <summary>angle[s * rows + r] is drawn at concentration k[r]; every one from a place of its own in the stream of the key.</summary>
    internal virtual void SphereAngle(Tensor k, int dimension, ulong key, Tensor angle)
    {
        ReadOnlySpan<float> from = Read(k);
        Span<float> to = Write(angle);
        for (int r = 0; r < from.Length; r++)
        {
            var sampler = new AngleSampler(dimension, from[r]);
            for (int i = r; i < to.Length; i += from.Length)
            {
                to[i] = (float)sampler.Draw(key, (ulong)i);
            }
        }
        Finish(angle, to);
    }

    /// <summary>dk[r] (+)= the sum over samples of dAngle times how the angle moves with the concentration.</summary>
    internal virtual void SphereAngleGradient(Tensor k, int dimension, Tensor angle, Tensor dAngle, Tensor dk, bool accumulate)
    {
        ReadOnlySpan<float> from = Read(k), angles = Read(angle), gradient = Read(dAngle);
        Span<float> to = Write(dk, accumulate);
        for (int r = 0; r < from.Length; r++)
        {
            var slope = new AngleSlope(dimension, from[r]);
            double sum = 0;
            for (int i = r; i < angles.Length; i += from.Length)
            {
                sum += gradient[i] == 0 ? 0 : gradient[i] * slope.At(angles[i]);
            }
            to[r] = accumulate ? to[r] + (float)sum : (float)sum;
        }
        Finish(dk, to);
    }

    private static ReadOnlySpan<float> Read(Tensor x) => x.TryGetSpan(out Span<float> values) ? values : x.ToArray();

    private static Span<float> Write(Tensor y, bool keep = false) =>
        y.TryGetSpan(out Span<float> values) ? values : keep ? y.ToArray() : new float[y.Length];

    private static void Finish(Tensor y, Span<float> values)
    {
        if (!y.TryGetSpan(out _))
        {
            y.Set(values);
        }
    }
}
