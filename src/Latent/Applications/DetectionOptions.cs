using Latent.Detection;

namespace Latent.Applications;

/// <summary>How rows are scored.</summary>
public sealed record DetectionOptions
{
    /// <summary>By which score; null for the detector's own.</summary>
    public AnomalyScore? Score { get; init; }

    /// <summary>The share of normal rows that may be called anomalies.</summary>
    public double FalseAlarmRate { get; init; } = 0.01;

    /// <summary>A row is an anomaly from this score on; null to go by <see cref="FalseAlarmRate"/>.</summary>
    public double? Threshold { get; init; }

    /// <summary>How many columns an anomaly is blamed on at most; 0 for no blame.</summary>
    public int Columns { get; init; } = 3;

    /// <summary>Whether rows that are no anomalies are explained, too.</summary>
    public bool ExplainAll { get; init; }

    /// <summary>A column that says which rows are anomalies, to measure detection by: 0, false, no, normal, benign and inlier are normal, anything else is not; rows without a value do not count. Null for none.</summary>
    public string? Label { get; init; }

    /// <summary>How many rows are read before they are scored and explained together. 1 answers every row before the next is read.</summary>
    public int BatchSize { get; init; } = 1024;

    /// <summary>How many batches are scored at the same time; 0 for one a core. Results do not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (!(FalseAlarmRate is > 0 and < 1))
        {
            throw new InputException("The rate of false alarms must be above 0 and below 1.");
        }
        if (Columns < 0 || BatchSize < 1 || Threads < 0 || Threshold is double.NaN)
        {
            throw new InputException("The number of columns to blame and of threads must be at least 0, that of rows in a batch at least 1, and the threshold a number.");
        }
    }
}

/// <summary>What was found out about a row.</summary>
/// <param name="Row">The row, counted from 0.</param>
/// <param name="Score">How strange it is; higher is stranger.</param>
/// <param name="PValue">The share of normal rows that are as strange or stranger.</param>
/// <param name="IsAnomaly">Whether it is called an anomaly.</param>
/// <param name="Columns">The columns to blame, the first most; empty where none were asked for.</param>
public sealed record RowAnomaly(long Row, float Score, double PValue, bool IsAnomaly, IReadOnlyList<ColumnContribution> Columns);

/// <summary>What a column adds to the strangeness of its row.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Observed">What stands there.</param>
/// <param name="Expected">What the model expects there, given the row's other columns.</param>
/// <param name="Contribution">By how much the score falls if the expected value is put there.</param>
public sealed record ColumnContribution(string Column, string Observed, string Expected, double Contribution);

/// <summary>What came of scoring a table.</summary>
/// <param name="Rows">How many rows there were.</param>
/// <param name="Anomalies">How many were called anomalies.</param>
/// <param name="Drift">The largest distance between the distribution of these scores and that of normal rows, 0 to 1.</param>
/// <param name="DriftPValue">How likely chance alone makes it so large.</param>
/// <param name="Figures">How well the scores tell the labelled anomalies; null without labels of both kinds.</param>
/// <param name="Labelled">How many rows had a label.</param>
public sealed record DetectionSummary(long Rows, long Anomalies, double Drift, double DriftPValue, Evaluation.DetectionFigures? Figures, long Labelled);
