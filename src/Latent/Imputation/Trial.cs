namespace Latent.Imputation;

/// <summary>A model that learned a table without some of its cells, and those.</summary>
internal sealed record Trial(LatentModel Model, HeldCells Held);
