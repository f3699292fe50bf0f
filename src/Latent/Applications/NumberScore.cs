namespace Latent.Applications;

/// <summary>How well a number was told, in its own units; null where no row has it.</summary>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Labelled">Of how many of them the number is known.</param>
/// <param name="MeanAbsoluteError">By how much it was missed on average.</param>
/// <param name="RootMeanSquareError">The root of the mean square of that.</param>
/// <param name="Determination">R^2: which share of the number's variance was told; null if it does not vary.</param>
/// <param name="Coverage">The share of rows whose number lies in the interval that is to hold 90%.</param>
public readonly record struct NumberScore(int Rows, int Labelled, double? MeanAbsoluteError, double? RootMeanSquareError, double? Determination, double? Coverage);

/// <summary>Gathers how far off numbers are.</summary>
internal sealed class NumberErrors
{
    // 5% of a normal distribution lie beyond so many standard deviations, on either side.
    private const double NinetyPercent = 1.6448536;
    private int _count;
    private int _covered;
    private double _absolute;
    private double _squares;
    private double _mean;
    private double _spread;

    /// <summary>Adds a row; one that has no number is left out.</summary>
    public void Add(double value, double deviation, double known)
    {
        if (double.IsNaN(known))
        {
            return;
        }
        double error = known - value, from = known - _mean;
        _count++;
        _absolute += Math.Abs(error);
        _squares += error * error;
        _covered += Math.Abs(error) <= NinetyPercent * deviation ? 1 : 0;
        _mean += from / _count;
        _spread += from * (known - _mean);
    }

    /// <summary>What came of it.</summary>
    public NumberScore Score(int rows) => _count == 0
        ? new NumberScore(rows, 0, null, null, null, null)
        : new NumberScore(rows, _count, _absolute / _count, Math.Sqrt(_squares / _count), _spread > 0 ? 1 - (_squares / _spread) : null, (double)_covered / _count);
}
