namespace Latent.Likelihoods;

/// <summary>What the logarithms of a likelihood are of. Nats of one measure compare between models of the same rows; those of two never do.</summary>
public enum Measure
{
    /// <summary>A density over real values.</summary>
    Density,

    /// <summary>A probability of 256 levels scaled to [0, 1]: nats are those of a code for 8-bit values, where a density leaves out the width of a level.</summary>
    Levels,

    /// <summary>A probability of zeros and ones; over grey levels, the cross-entropy, which is normalised over nothing.</summary>
    Binary,

    /// <summary>A probability of whole numbers.</summary>
    Counts,

    /// <summary>A probability of categories.</summary>
    Categories,

    /// <summary>The cells of a table, each by the measure of its column.</summary>
    Cells,

    /// <summary>The cells of a table, and which of them are missing.</summary>
    CellsAndGaps,
}
