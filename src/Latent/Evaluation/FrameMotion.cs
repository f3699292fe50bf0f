using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>The plainest forecasts of a sequence, to hold others against: the last frame again, or moved on as its centroid moves.</summary>
/// <param name="frame">[height, width] or [height, width, channels] of one frame.</param>
public sealed class FrameMotion(Shape frame)
{
    private readonly int _height = frame[0];
    private readonly int _width = frame[1];
    private readonly int _channels = frame.Rank == 3 ? frame[2] : 1;

    /// <summary>The last frame, again and again.</summary>
    /// <param name="given">Whole frames, one after the other; at least one.</param>
    /// <param name="forecast">Takes whole frames.</param>
    public void Copy(ReadOnlySpan<float> given, Span<float> forecast)
    {
        ReadOnlySpan<float> last = Last(given);
        for (int at = 0; at < forecast.Length; at += frame.Length)
        {
            last.CopyTo(forecast[at..]);
        }
    }

    /// <summary>
    /// The last frame, moved on in a straight line: as fast as the centroid of the given frames' values moved (by least squares).
    /// Between pixels values are interpolated; past the border its pixels go on.
    /// </summary>
    /// <param name="given">Whole frames, one after the other; at least one.</param>
    /// <param name="forecast">Takes whole frames.</param>
    public void Move(ReadOnlySpan<float> given, Span<float> forecast)
    {
        (double x, double y) = Velocity(given);
        ReadOnlySpan<float> last = Last(given);
        for (int step = 1; step * frame.Length <= forecast.Length; step++)
        {
            Shift(last, step * x, step * y, forecast.Slice((step - 1) * frame.Length, frame.Length));
        }
    }

    /// <summary>How far the centroid moves from one frame to the next, in pixels to the right and down; 0 where nothing is bright.</summary>
    /// <param name="given">Whole frames, one after the other; at least one.</param>
    public (double X, double Y) Velocity(ReadOnlySpan<float> given)
    {
        int count = Last(given).Length == 0 ? 0 : given.Length / frame.Length, seen = 0;
        double time = 0, x = 0, y = 0, timeSquared = 0, timeX = 0, timeY = 0;
        for (int t = 0; t < count; t++)
        {
            if (Centroid(given.Slice(t * frame.Length, frame.Length)) is { } centre)
            {
                seen++;
                time += t;
                timeSquared += (double)t * t;
                x += centre.X;
                y += centre.Y;
                timeX += t * centre.X;
                timeY += t * centre.Y;
            }
        }
        double spread = (seen * timeSquared) - (time * time);
        return spread > 0 ? (((seen * timeX) - (time * x)) / spread, ((seen * timeY) - (time * y)) / spread) : (0, 0);
    }

    private (double X, double Y)? Centroid(ReadOnlySpan<float> values)
    {
        double mass = 0, x = 0, y = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int pixel = i / _channels;
            mass += values[i];
            x += (double)values[i] * (pixel % _width);
            y += (double)values[i] * (pixel / _width);
        }
        return mass > 1e-6 && double.IsFinite(x) && double.IsFinite(y) ? (x / mass, y / mass) : null;
    }

    private void Shift(ReadOnlySpan<float> source, double right, double down, Span<float> destination)
    {
        for (int y = 0; y < _height; y++)
        {
            (int above, int below, float low) = Between(y - down, _height);
            for (int x = 0; x < _width; x++)
            {
                (int before, int after, float near) = Between(x - right, _width);
                for (int c = 0; c < _channels; c++)
                {
                    float upper = Blend(source[At(above, before, c)], source[At(above, after, c)], near);
                    float lower = Blend(source[At(below, before, c)], source[At(below, after, c)], near);
                    destination[At(y, x, c)] = Blend(upper, lower, low);
                }
            }
        }
    }

    private int At(int y, int x, int channel) => (((y * _width) + x) * _channels) + channel;

    private ReadOnlySpan<float> Last(ReadOnlySpan<float> given) => given.Length >= frame.Length && given.Length % frame.Length == 0
        ? given[^frame.Length..]
        : throw new ArgumentException($"{given.Length} values are not one or more frames of shape {frame}.", nameof(given));

    private static (int First, int Second, float Share) Between(double at, int extent)
    {
        double inside = Math.Clamp(at, 0, extent - 1);
        int first = (int)inside;
        return (first, Math.Min(first + 1, extent - 1), (float)(inside - first));
    }

    private static float Blend(float first, float second, float share) => first + (share * (second - first));
}
