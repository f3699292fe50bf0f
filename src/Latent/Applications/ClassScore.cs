namespace Latent.Applications;

/// <summary>How well classes were told.</summary>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Labelled">How many of them have a label that the model knows.</param>
/// <param name="Wrong">How many of those were told wrong.</param>
/// <param name="LogLoss">-log of the probability that the class had, in nats, averaged over them; null if there are none.</param>
/// <param name="CalibrationError">By how much the probability of the likeliest class differs from how often it was right, in 15 bins of that probability, averaged over rows (Naeini et al. 2015); null if there are none.</param>
public readonly record struct ClassScore(int Rows, int Labelled, int Wrong, double? LogLoss = null, double? CalibrationError = null)
{
    /// <summary>The share of labelled rows that were told wrong; null if there are none.</summary>
    public double? Error => Labelled > 0 ? (double)Wrong / Labelled : null;
}

/// <summary>Gathers how well classes are told.</summary>
internal sealed class ClassErrors
{
    private const int Bins = 15;
    private readonly double[] _sure = new double[Bins];
    private readonly int[] _right = new int[Bins];
    private int _labelled;
    private int _wrong;
    private double _nats;

    /// <summary>Adds a row; one without a label is left out.</summary>
    /// <param name="probabilities">Of all classes.</param>
    /// <param name="told">The likeliest.</param>
    /// <param name="known">The label, -1 for none.</param>
    public void Add(ReadOnlySpan<float> probabilities, int told, int known)
    {
        if (known < 0)
        {
            return;
        }
        int bin = Math.Clamp((int)(probabilities[told] * Bins), 0, Bins - 1);
        _labelled++;
        _wrong += told == known ? 0 : 1;
        _sure[bin] += probabilities[told];
        _right[bin] += told == known ? 1 : 0;
        _nats -= Math.Log(Math.Max(probabilities[known], float.Epsilon));
    }

    /// <summary>What came of it.</summary>
    public ClassScore Score(int rows) => _labelled == 0
        ? new ClassScore(rows, 0, 0)
        : new ClassScore(rows, _labelled, _wrong, _nats / _labelled, Enumerable.Range(0, Bins).Sum(bin => Math.Abs(_sure[bin] - _right[bin])) / _labelled);
}
