namespace Latent.Images;

/// <summary>The guess that PNG's readers and writers share.</summary>
internal static class PngFilter
{
    /// <summary>Whichever of the three neighbours is nearest to left + up - corner (Paeth 1991).</summary>
    public static byte Paeth(int left, int up, int corner)
    {
        int byLeft = Math.Abs(up - corner), byUp = Math.Abs(left - corner), byCorner = Math.Abs(left + up - corner - corner);
        return (byte)(byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner);
    }
}
