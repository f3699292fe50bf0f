namespace Latent.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file being fetched.</param>
/// <param name="Received">How many of its bytes are here, those of an earlier attempt included.</param>
/// <param name="Total">How many it has, if the server said so.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total);
