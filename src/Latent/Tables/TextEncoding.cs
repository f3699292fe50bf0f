using System.Text;

namespace Latent.Tables;

/// <summary>Finds out how text is encoded: by its byte order mark, by where its zero bytes stand, by whether it is valid UTF-8; what is none of that is Windows-1252, which holds Latin-1.</summary>
internal static class TextEncoding
{
    private const int WindowsLatin = 1252;

    /// <summary>The encoding that has this name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static Encoding Named(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException exception)
        {
            throw new InputException($"There is no encoding '{name}'; name one such as utf-8, utf-16, latin1 or windows-1252.", exception);
        }
    }

    /// <summary>The encoding that text with this beginning is in.</summary>
    /// <exception cref="InputException">It is no text.</exception>
    public static Encoding Detect(ReadOnlySpan<byte> start, bool isAll, string name)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return Encoding.UTF8;
        }
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
        {
            return Encoding.UTF32;
        }
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode;
        }
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode;
        }
        if (start.Contains((byte)0))
        {
            return Wide(start) ?? throw new InputException($"{name} holds zero bytes: it is no table of text; name a CSV, JSON lines, .npy or .npz file.");
        }
        return IsUtf8(start, isAll) ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(WindowsLatin)!;
    }

    /// <summary>How many bytes a byte order mark takes.</summary>
    public static int MarkLength(ReadOnlySpan<byte> start, Encoding encoding)
    {
        ReadOnlySpan<byte> mark = encoding.Preamble;
        return mark.Length > 0 && start.StartsWith(mark) ? mark.Length : 0;
    }

    // Of text in a European language nearly every second byte is zero then.
    private static UnicodeEncoding? Wide(ReadOnlySpan<byte> start)
    {
        int even = 0, odd = 0;
        for (int i = 0; i + 1 < start.Length; i += 2)
        {
            even += start[i] == 0 ? 1 : 0;
            odd += start[i + 1] == 0 ? 1 : 0;
        }
        int most = start.Length / 2;
        return odd > most * 0.7 && even <= most * 0.01 ? new UnicodeEncoding(false, true)
            : even > most * 0.7 && odd <= most * 0.01 ? new UnicodeEncoding(true, true)
            : null;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> start, bool isAll)
    {
        while (!start.IsEmpty)
        {
            System.Buffers.OperationStatus status = Rune.DecodeFromUtf8(start, out _, out int length);
            if (status != System.Buffers.OperationStatus.Done)
            {
                return status == System.Buffers.OperationStatus.NeedMoreData && !isAll;
            }
            start = start[length..];
            int plain = start.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            start = plain < 0 ? default : start[plain..];
        }
        return true;
    }
}
