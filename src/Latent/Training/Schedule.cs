namespace Latent.Training;

/// <summary>A number that changes while training goes on, as a function of the epoch (with its fraction).</summary>
public sealed class Schedule
{
    private readonly Func<double, double> _at;

    private Schedule(Func<double, double> at, string description)
    {
        _at = at;
        Description = description;
    }

    /// <summary>What it does, in words.</summary>
    public string Description { get; }

    /// <summary>Always the same.</summary>
    public static Schedule Constant(double value) => new(_ => value, FormattableString.Invariant($"{value}"));

    /// <summary>From one value to another along a line over the first <paramref name="epochs"/> epochs, and there it stays.</summary>
    public static Schedule Linear(double from, double to, double epochs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochs);
        return new(epoch => from + ((to - from) * Math.Min(1, epoch / epochs)), FormattableString.Invariant($"{from} to {to} over {epochs} epochs"));
    }

    /// <summary>Over and over: a rise along a line for the first <paramref name="rise"/> of each period, then the top (Fu et al. 2019).</summary>
    public static Schedule Cyclical(double from, double to, double period, double rise = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rise);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rise, 1);
        return new(epoch => from + ((to - from) * Math.Min(1, epoch % period / (rise * period))), FormattableString.Invariant($"{from} to {to} every {period} epochs"));
    }

    /// <summary>The value at an epoch.</summary>
    public double At(double epoch) => _at(epoch);
}
