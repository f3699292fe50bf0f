namespace Latent.Applications;

/// <summary>How an embedder is made.</summary>
public sealed record EmbedderOptions : TableModelOptions;
