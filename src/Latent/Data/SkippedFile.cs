namespace Latent.Data;

/// <summary>A file that was left out of a data set.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why, in a sentence that names it.</param>
public sealed record SkippedFile(string Path, string Reason);
