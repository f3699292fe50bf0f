using Latent.Tables;
using Latent.Training;

namespace Latent.Applications;

/// <summary>How the model of an application over tables is made and trained.</summary>
public abstract record TableModelOptions
{
    /// <summary>The recipe; what it leaves out is chosen to fit the table.</summary>
    public Recipe Recipe { get; init; } = Recipe.Named("table-vae");

    /// <summary>What is said of the table's columns; the rest is told by its rows.</summary>
    public TableOptions Columns { get; init; } = new();

    /// <summary>Fixes all randomness: the same seed over the same table gives the same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>The share of rows that is set aside to watch the bound on, and to calibrate with.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Told how training goes, a few times a second; null for nobody.</summary>
    public Action<TrainingProgress>? Progress { get; init; }
}
