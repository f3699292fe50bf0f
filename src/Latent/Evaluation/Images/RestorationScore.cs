namespace Latent.Evaluation.Images;

/// <summary>How near restored rows come to what they should be, gathered batch by batch.</summary>
/// <param name="width">How many values a row has.</param>
public sealed class RestorationScore(int width)
{
    private double _errors;
    private double _ratios;

    /// <summary>How many rows there have been.</summary>
    public int Rows { get; private set; }

    /// <summary>The mean squared error over all values of all rows.</summary>
    public double MeanSquaredError => _errors / Rows;

    /// <summary>The peak signal-to-noise ratio of that error, in decibels, for values in [0, 1].</summary>
    public double Decibels => PeakSignalToNoise.Of(MeanSquaredError);

    /// <summary>The mean over rows of each row's own ratio, in decibels: what is good on most rows counts more than what is bad on a few.</summary>
    public double MeanDecibels => _ratios / Rows;

    /// <summary>Adds rows.</summary>
    public void Add(ReadOnlySpan<float> wanted, ReadOnlySpan<float> restored)
    {
        for (int start = 0; start < wanted.Length; start += width)
        {
            double error = PeakSignalToNoise.MeanSquaredError(wanted.Slice(start, width), restored.Slice(start, width));
            _errors += error;
            _ratios += PeakSignalToNoise.Of(error);
            Rows++;
        }
    }
}
