using Latent.Detection;
using Latent.Tables;

namespace Latent.Applications;

/// <summary>How a detector of anomalies learns. The defaults were chosen for the best mean over many tables, not for one; see docs/anomalies.md.</summary>
public sealed record AnomalyDetectorOptions
{
    /// <summary>How many models there are, from seeds of their own; a row's score is the mean of theirs.</summary>
    public int Members { get; init; } = 4;

    /// <summary>How many training rows every model compares others with; each model takes its own.</summary>
    public int References { get; init; } = 320;

    /// <summary>How many of the nearest of them count. Fewer see smaller gaps; more bear with anomalies among the training rows.</summary>
    public int Neighbours { get; init; } = 4;

    /// <summary>How many values a latent has; 0 for half as many as a row, 16 at most.</summary>
    public int Latent { get; init; }

    /// <summary>How many units the hidden layers have.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>For how many steps every model is trained.</summary>
    public int Steps { get; init; } = 1500;

    /// <summary>How many rows a step takes.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The learning rate, which falls along half a cosine.</summary>
    public double LearningRate { get; init; } = 0.003;

    /// <summary>The share of training rows that are taken for anomalies: the worst under a first model are left out of all that is learned from. 0 for clean data.</summary>
    public double Contamination { get; init; }

    /// <summary>
    /// Into how many parts rows are cut to tell what scores normal rows have, where there are fewer than 40,000 of them and none
    /// has more than 512 values: models that learn all but a part score it (Vovk 2015), and the detector learns them all. 0 to hold rows out as from more.
    /// </summary>
    public int Folds { get; init; } = 5;

    /// <summary>The share of rows that are not learned from but tell what scores normal rows have, unless <see cref="Folds"/> does; 10,000 rows at most.</summary>
    public double Held { get; init; } = 0.2;

    /// <summary>How many rows are learned from at most; of more, so many are drawn.</summary>
    public int MostRows { get; init; } = 50_000;

    /// <summary>How many latents the scores in nats draw for every row.</summary>
    public int Samples { get; init; } = 16;

    /// <summary>The score that is meant when none is named.</summary>
    public AnomalyScore Score { get; init; } = AnomalyScore.Neighbours;

    /// <summary>Where all randomness comes from.</summary>
    public ulong Seed { get; init; }

    /// <summary>What is said of the table's columns; the rest is told by its rows.</summary>
    public TableOptions Columns { get; init; } = new();

    internal void Validate()
    {
        Require(Members is >= 1 and <= 64, nameof(Members), "from 1 to 64");
        Require(References is >= 1 and <= 1 << 16, nameof(References), "from 1 to 65536");
        Require(Neighbours is >= 1 and <= NearestMean.Most, nameof(Neighbours), "from 1 to 64");
        Require(Latent is >= 0 and <= 4096, nameof(Latent), "from 0 to 4096");
        Require(Hidden is >= 1 and <= 1 << 14, nameof(Hidden), "from 1 to 16384");
        Require(Steps >= 1, nameof(Steps), "at least 1");
        Require(BatchSize >= 1, nameof(BatchSize), "at least 1");
        Require(LearningRate is > 0 and < 1, nameof(LearningRate), "above 0 and below 1");
        Require(Contamination is >= 0 and <= 0.5, nameof(Contamination), "from 0 to 0.5");
        Require(Folds is 0 or (>= 2 and <= 100), nameof(Folds), "from 2 to 100, or 0 for none");
        Require(Held is > 0 and < 0.9, nameof(Held), "above 0 and below 0.9");
        Require(MostRows >= AnomalyDetector.FewestRows, nameof(MostRows), $"at least {AnomalyDetector.FewestRows}");
        Require(Samples is >= 1 and <= 10_000, nameof(Samples), "from 1 to 10000");
        Require(Enum.IsDefined(Score), nameof(Score), "one of the scores there are");
    }

    private static void Require(bool holds, string option, string range)
    {
        if (!holds)
        {
            throw new InputException($"The detector's option {option} must be {range}.");
        }
    }
}
