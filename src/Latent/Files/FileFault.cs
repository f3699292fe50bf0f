namespace Latent.Files;

/// <summary>What the operating system refused, said in one sentence that names the file and the way out.</summary>
internal static class FileFault
{
    // IOException.HResult is the errno on Unix and 0x8007 followed by the Win32 code on Windows.
    private const int UnixNoSpace = 28, UnixReadOnly = 30, UnixQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027), WindowsWriteProtect = unchecked((int)0x80070013);

    private const int GeneralFailure = unchecked((int)0x80131620);

    /// <summary>Whether an exception comes from the file system, so that it can be put into words.</summary>
    public static bool Explains(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Why a file could not be written.</summary>
    public static InputException Writing(string path, Exception cause) => new(
        cause switch
        {
            DirectoryNotFoundException or FileNotFoundException => $"{path} cannot be written: its folder does not exist; create the folder or name another one.",
            PathTooLongException => $"{path} cannot be written: the name is too long; choose a shorter one.",
            UnauthorizedAccessException => $"{path} cannot be written: permission is denied; choose a folder you may write to.",
            { HResult: UnixNoSpace or UnixQuota or WindowsDiskFull or WindowsHandleDiskFull } => FullDisk(path),
            { HResult: UnixReadOnly or WindowsWriteProtect } => $"{path} cannot be written: the file system is read-only; choose another folder.",
            _ => $"{path} cannot be written ({cause.Message.TrimEnd('.')}); check the disk or choose another place.",
        },
        cause);

    /// <summary>Why a file that is to be so long could not be begun.</summary>
    public static InputException Reserving(string path, Exception cause) =>
        // The runtime tells a full disk in this case by its message alone.
        cause is IOException { HResult: GeneralFailure } && cause.GetType() == typeof(IOException) ? new InputException(FullDisk(path), cause) : Writing(path, cause);

    /// <summary>Why a file could not be read.</summary>
    public static InputException Reading(string path, Exception cause) => new(
        cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => $"{path} does not exist; check the name.",
            UnauthorizedAccessException when Directory.Exists(path) => $"{path} is a folder; name a file inside it.",
            UnauthorizedAccessException => $"{path} cannot be read: permission is denied; ask for the right to read it.",
            NotSupportedException => $"{path} is not a regular file; copy its contents into one and name that.",
            _ => $"{path} cannot be read ({cause.Message.TrimEnd('.')}); check the disk or copy the file again.",
        },
        cause);

    private static string FullDisk(string path) => $"{path} cannot be written: the disk is full; free some space or choose another disk.";
}
