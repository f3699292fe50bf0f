namespace Latent.Data;

/// <summary>A gzip-compressed file of a named data set.</summary>
/// <param name="Name">What it is called at its source, without ".gz".</param>
/// <param name="ContentBytes">How long it is when unpacked.</param>
/// <param name="ContentSha256">The checksum of what it unpacks to, which does not depend on who compressed it.</param>
public sealed record RemoteFile(string Name, long ContentBytes, string ContentSha256)
{
    /// <summary>The name with ".gz".</summary>
    public string CompressedName => Name + ".gz";
}
