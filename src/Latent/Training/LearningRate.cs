namespace Latent.Training;

/// <summary>How the learning rate changes over the epochs of a training.</summary>
public sealed record LearningRate
{
    /// <summary>The rate that the schedules start from.</summary>
    public double Initial { get; init; } = 1e-3;

    /// <summary>What happens to it.</summary>
    public LearningRateDecay Decay { get; init; } = LearningRateDecay.Constant;

    /// <summary>A rise from zero along a line over this many epochs, before anything else.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>For steps: every how many epochs the rate falls; for lengthening steps, after how many it first does.</summary>
    public double StepEpochs { get; init; } = 10;

    /// <summary>For lengthening steps: how many times as long as the one before each is; at least 1.</summary>
    public double Growth { get; init; } = 3;

    /// <summary>For steps, lengthening or not, and plateaus: what the rate is multiplied by when it falls.</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>The rate never falls below this share of the initial one.</summary>
    public double Floor { get; init; } = 1e-3;

    /// <summary>For plateaus: how many epochs the validation ELBO may fail to improve before the rate falls.</summary>
    public int PlateauPatience { get; init; } = 3;

    /// <summary>The rate at an epoch (with its fraction).</summary>
    /// <param name="epoch">Passes through the data so far.</param>
    /// <param name="epochs">Passes in all.</param>
    /// <param name="plateaus">How often a plateau has been met.</param>
    public double At(double epoch, double epochs, int plateaus = 0)
    {
        double warm = WarmUpEpochs > 0 ? Math.Min(1, (epoch + 1e-3) / WarmUpEpochs) : 1;
        double after = Math.Max(0, epoch - WarmUpEpochs), span = Math.Max(1e-9, epochs - WarmUpEpochs);
        double decay = Decay switch
        {
            LearningRateDecay.Step => Math.Pow(Factor, Math.Floor(after / StepEpochs)),
            LearningRateDecay.Lengthening => Lengthened(after),
            LearningRateDecay.Cosine => 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, after / span))),
            LearningRateDecay.Plateau => Math.Pow(Factor, plateaus),
            _ => 1,
        };
        return Initial * warm * Math.Max(Floor, decay);
    }

    private double Lengthened(double epoch)
    {
        double share = 1;
        for (double length = StepEpochs, end = length; epoch >= end && share > Floor; end += length)
        {
            length *= Growth;
            share *= Factor;
        }
        return share;
    }
}

/// <summary>What happens to a learning rate while training goes on.</summary>
public enum LearningRateDecay
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It is multiplied by a factor every so many epochs.</summary>
    Step,

    /// <summary>It is multiplied by a factor after steps that each last a number of times longer than the one before (Burda et al. 2016).</summary>
    Lengthening,

    /// <summary>It follows half a cosine down to its floor at the last epoch (Loshchilov and Hutter 2017).</summary>
    Cosine,

    /// <summary>It is multiplied by a factor whenever the validation ELBO has stopped improving.</summary>
    Plateau,
}
