namespace Latent.Applications;

/// <summary>How much of a table was filled in.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Filled">How many cells were missing and have a value now.</param>
/// <param name="Left">How many are still missing: in columns that the model does not see.</param>
public sealed record ImputationCount(long Rows, long Filled, long Left);
