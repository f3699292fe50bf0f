using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Gathers how far forecasts are from what came, frame by frame, and how far the plainest forecasts would have been.</summary>
public sealed class ForecastErrors
{
    private readonly Shape _frame;
    private readonly FrameMotion _motion;
    private readonly double[] _model;
    private readonly double[] _copy;
    private readonly double[] _motionErrors;
    private readonly float[] _plain;

    /// <summary>Errors of so many frames.</summary>
    /// <param name="frame">[height, width] or [height, width, channels] of one frame.</param>
    /// <param name="frames">How many frames of every forecast are known to have come.</param>
    public ForecastErrors(Shape frame, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        _frame = frame;
        _motion = new FrameMotion(frame);
        (_model, _copy, _motionErrors) = (new double[frames], new double[frames], new double[frames]);
        _plain = new float[frames * frame.Length];
    }

    /// <summary>How many forecasts have been added.</summary>
    public int Rows { get; private set; }

    /// <summary>The model's mean squared error 1, 2, 3 ... frames ahead.</summary>
    public IReadOnlyList<double> Model => Mean(_model);

    /// <summary>That of the last given frame, copied.</summary>
    public IReadOnlyList<double> Copy => Mean(_copy);

    /// <summary>That of the last given frame, moved on as the centroid of the given frames moved; see <see cref="FrameMotion.Move"/>.</summary>
    public IReadOnlyList<double> LinearMotion => Mean(_motionErrors);

    /// <summary>Adds one sequence.</summary>
    /// <param name="given">The frames that were given.</param>
    /// <param name="forecast">The forecast; it may go on past what is known.</param>
    /// <param name="came">What came.</param>
    public void Add(ReadOnlySpan<float> given, ReadOnlySpan<float> forecast, ReadOnlySpan<float> came)
    {
        came = came[.._plain.Length];
        AddSquares(_model, forecast, came);
        _motion.Copy(given, _plain);
        AddSquares(_copy, _plain, came);
        _motion.Move(given, _plain);
        AddSquares(_motionErrors, _plain, came);
        Rows++;
    }

    private void AddSquares(double[] sums, ReadOnlySpan<float> forecast, ReadOnlySpan<float> came)
    {
        for (int t = 0; t < sums.Length; t++)
        {
            double sum = 0;
            for (int i = t * _frame.Length; i < (t + 1) * _frame.Length; i++)
            {
                double difference = (double)forecast[i] - came[i];
                sum += difference * difference;
            }
            sums[t] += sum;
        }
    }

    private double[] Mean(double[] sums) => Array.ConvertAll(sums, sum => sum / Math.Max(1, Rows) / _frame.Length);
}
