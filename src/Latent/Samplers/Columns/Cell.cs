namespace Latent.Samplers.Columns;

/// <summary>A column of a table as one choice among several: of its levels, or of its single numbers (atoms) and the bins of its others.</summary>
/// <param name="Column">The number of its column in the schema.</param>
/// <param name="Start">The first of its choices among those of a whole row.</param>
/// <param name="Atoms">How many single numbers come first; 0 where it holds levels.</param>
/// <param name="Choices">How many choices there are.</param>
/// <param name="Drawn">How many of them are ever drawn: not the level that stands for all others, which nobody can write.</param>
/// <param name="Bins">The bins of its numbers; null where it holds levels.</param>
internal sealed record Cell(int Column, int Start, int Atoms, int Choices, int Drawn, NumberBins? Bins);
