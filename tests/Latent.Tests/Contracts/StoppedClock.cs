namespace Latent.Tests.Contracts;

/// <summary>A clock whose time passes only when it is told to, so that figures with seconds in them repeat.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;
}
