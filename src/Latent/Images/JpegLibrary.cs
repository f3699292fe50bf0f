using System.Runtime.InteropServices;

namespace Latent.Images;

/// <summary>
/// libturbojpeg, when it is installed. It is looked for when the first JPEG is met, never before, and bound by its
/// functions' addresses: a library that is missing is a sentence, not a crash.
/// </summary>
internal sealed unsafe class JpegLibrary
{
    private static readonly Lazy<JpegLibrary?> Loaded = new(() => Load(Names));

    private readonly delegate* unmanaged<nint> _initialize;
    private readonly delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int> _readHeader;
    private readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;
    private readonly delegate* unmanaged<nint, int> _destroy;
    private readonly delegate* unmanaged<nint, byte*> _error;
    private readonly delegate* unmanaged<nint, int> _errorCode;

    private JpegLibrary(nint library)
    {
        _initialize = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "tjInitDecompress");
        _readHeader = (delegate* unmanaged<nint, byte*, CULong, int*, int*, int*, int*, int>)NativeLibrary.GetExport(library, "tjDecompressHeader3");
        _decompress = (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)NativeLibrary.GetExport(library, "tjDecompress2");
        _destroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "tjDestroy");
        // Later than 1.x of the library; without them every warning is an error.
        _error = NativeLibrary.TryGetExport(library, "tjGetErrorStr2", out nint error) ? (delegate* unmanaged<nint, byte*>)error : null;
        _errorCode = NativeLibrary.TryGetExport(library, "tjGetErrorCode", out nint code) ? (delegate* unmanaged<nint, int>)code : null;
    }

    /// <summary>What to do when the library is missing.</summary>
    public static string Advice =>
        OperatingSystem.IsWindows() ? "install libjpeg-turbo (winget install libjpeg-turbo.libjpeg-turbo.VC) and put the folder of its turbojpeg.dll on the PATH"
        : OperatingSystem.IsMacOS() ? "install it with: brew install jpeg-turbo"
        : "install it with: apt-get install libturbojpeg0 (Fedora: dnf install turbojpeg; Alpine: apk add libjpeg-turbo)";

    /// <summary>Whether JPEG files can be read on this machine.</summary>
    public static bool IsAvailable => Loaded.Value is not null;

    /// <summary>What the library is called on this system, most usual first.</summary>
    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["turbojpeg.dll", "libturbojpeg.dll", @"C:\libjpeg-turbo64\bin\turbojpeg.dll", @"C:\libjpeg-turbo-gcc64\bin\libturbojpeg.dll"]
        : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib", "libturbojpeg.0.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/opt/homebrew/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/opt/local/lib/libturbojpeg.dylib"]
        : ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.so.1"];

    /// <summary>The library.</summary>
    /// <exception cref="InputException">It is not installed; the message says how to.</exception>
    public static JpegLibrary Require(string name) => Loaded.Value ?? throw Missing(name);

    /// <summary>Why a JPEG cannot be read without the library.</summary>
    public static InputException Missing(string name) => new($"{name} is a JPEG, and libturbojpeg, which reads those, is not on this machine: {Advice}.");

    /// <summary>The first of these libraries that is there and has all that is needed; null if there is none.</summary>
    public static JpegLibrary? Load(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(JpegLibrary).Assembly, DllImportSearchPath.SafeDirectories, out nint library))
            {
                try
                {
                    return new JpegLibrary(library);
                }
                catch (EntryPointNotFoundException)
                {
                    NativeLibrary.Free(library);
                }
            }
        }
        return null;
    }

    /// <summary>Decodes a file whose header was read into an image of that size.</summary>
    /// <exception cref="InputException">The file is damaged or cut short.</exception>
    public void Decode(ReadOnlySpan<byte> file, Image image, string name)
    {
        const int Red = 0, Grey = 6;
        Decode(file, image.Samples, (image.Width, image.Height), image.Channels == 1 ? Grey : Red, name);
    }

    /// <summary>Decodes a file of four inks: 4 bytes a pixel.</summary>
    /// <exception cref="InputException">The file is damaged or cut short.</exception>
    public void DecodeInks(ReadOnlySpan<byte> file, Span<byte> samples, int width, int height, string name)
    {
        const int Inks = 11;
        Decode(file, samples, (width, height), Inks, name);
    }

    private void Decode(ReadOnlySpan<byte> file, Span<byte> samples, (int Width, int Height) size, int pixelFormat, string name)
    {
        nint handle = _initialize();
        if (handle == 0)
        {
            throw new InputException($"{name} cannot be decoded: libturbojpeg has no memory left.");
        }
        try
        {
            fixed (byte* source = file)
            fixed (byte* target = samples)
            {
                int width, height, sampling, colours;
                var length = new CULong((nuint)file.Length);
                if (_readHeader(handle, source, length, &width, &height, &sampling, &colours) != 0 && IsFatal(handle))
                {
                    throw Damaged(name, handle);
                }
                // The target was made for the size that we read ourselves.
                if ((width, height) != size)
                {
                    throw new InputException($"{name} is damaged: it says two sizes.");
                }
                if (_decompress(handle, source, length, target, width, 0, height, pixelFormat, 0) != 0 && IsFatal(handle))
                {
                    throw Damaged(name, handle);
                }
            }
        }
        finally
        {
            _ = _destroy(handle);
        }
    }

    /// <summary>Bytes too many between two parts are harmless, and cameras write them; any other warning means that pixels are missing or wrong.</summary>
    private bool IsFatal(nint handle)
    {
        const int Warning = 0;
        return _errorCode is null || _error is null || _errorCode(handle) != Warning || !Message(handle).Contains("extraneous bytes", StringComparison.Ordinal);
    }

    private InputException Damaged(string name, nint handle)
    {
        string message = Message(handle).TrimEnd('.');
        return new($"{name} is damaged or cut short{(message.Length > 0 ? $" ({message})" : "")}.");
    }

    private string Message(nint handle) => _error is null ? "" : Marshal.PtrToStringUTF8((nint)_error(handle)) ?? "";
}
