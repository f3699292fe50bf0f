namespace Latent.Images;

/// <summary>The formats of image files that can be read.</summary>
public enum ImageFormat
{
    /// <summary>Portable network graphics (ISO/IEC 15948).</summary>
    Png,

    /// <summary>JPEG (ISO/IEC 10918), read through libturbojpeg.</summary>
    Jpeg,

    /// <summary>The grey and colour maps of Netpbm: PGM and PPM, as text or binary.</summary>
    Netpbm,
}
