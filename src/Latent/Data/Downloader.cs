using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Latent.Data;

/// <summary>Fetches the files of a named data set. What an interrupted download left is continued, and nothing counts as fetched before its checksum is right.</summary>
/// <param name="client">Makes the requests; stays open.</param>
public sealed class Downloader(HttpClient client)
{
    /// <summary>Fetch from here instead of from where the set is published, such as a mirror; ends with a slash.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>How often a file is tried when the connection breaks.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long no byte may arrive before the connection counts as broken.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Fetches what is missing of a data set into <c>cacheDirectory/name</c>, and returns that folder.</summary>
    /// <param name="set">Which data set.</param>
    /// <param name="cacheDirectory">The folder for all sets; <see cref="NamedDataSets.DefaultCacheDirectory"/> is where they are looked for.</param>
    /// <param name="progress">Told after every piece.</param>
    /// <param name="cancellation">Stops; what has arrived is kept for the next time.</param>
    /// <exception cref="InputException">The set is not one that is downloaded, or the folder cannot be written.</exception>
    /// <exception cref="DownloadException">The server cannot be reached, refuses, or sends something else than expected.</exception>
    public async Task<string> GetAsync(NamedDataSet set, string cacheDirectory, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentException.ThrowIfNullOrEmpty(cacheDirectory);
        Uri source = BaseAddress ?? set.Source ?? throw new InputException($"{set.Name} is made on the spot; there is nothing to download.");
        string folder = Path.Combine(cacheDirectory, set.Name);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder} cannot be made: {exception.Message}", exception);
        }
        foreach (RemoteFile file in set.Files)
        {
            string path = Path.Combine(folder, file.CompressedName);
            if (!File.Exists(path) || !await IsIntactAsync(path, file, cancellation).ConfigureAwait(false))
            {
                await FetchAsync(new Uri(source, file.CompressedName), path, file, progress, cancellation).ConfigureAwait(false);
            }
        }
        return folder;
    }

    private async Task FetchAsync(Uri address, string path, RemoteFile file, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        string part = path + ".part";
        for (int attempt = 1; ; attempt++)
        {
            bool continued = File.Exists(part) && new FileInfo(part).Length > 0;
            try
            {
                await ReceiveAsync(address, part, file, progress, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (attempt < Attempts && IsBroken(exception, cancellation))
            {
                continue;
            }
            catch (Exception exception) when (IsBroken(exception, cancellation))
            {
                throw new DownloadException($"{address} cannot be fetched: {Reason(exception)}; check the connection and run it again, it continues where it stopped.", exception);
            }
            if (await IsIntactAsync(part, file, cancellation).ConfigureAwait(false))
            {
                File.Move(part, path, overwrite: true);
                return;
            }
            File.Delete(part);
            // The piece of an earlier run may belong to another version of the file: once more from its beginning.
            if (!continued || attempt >= Attempts)
            {
                throw new DownloadException($"{address} is not the file expected: the checksum of its content is wrong; try again later or use another mirror.");
            }
        }
    }

    private async Task ReceiveAsync(Uri address, string part, RemoteFile file, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using FileStream target = OpenPart(part);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (target.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(target.Length, null);
        }
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stalled.CancelAfter(Patience);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stalled.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Everything is here already, or too much: the checksum tells.
            return;
        }
        if (!response.IsSuccessStatusCode)
        {
            throw new DownloadException($"{address} cannot be fetched: the server answers {(int)response.StatusCode} {response.ReasonPhrase}.");
        }
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != target.Length)
        {
            target.SetLength(0);
        }
        target.Seek(0, SeekOrigin.End);
        long? total = response.Content.Headers.ContentLength + target.Length;
        using Stream body = await response.Content.ReadAsStreamAsync(stalled.Token).ConfigureAwait(false);
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            stalled.CancelAfter(Patience);
            int received = await body.ReadAsync(buffer, stalled.Token).ConfigureAwait(false);
            if (received == 0)
            {
                break;
            }
            // The worst compression takes nine bits a byte; whatever is longer is something else, and could fill the disk.
            if (target.Length + received > file.ContentBytes + (file.ContentBytes / 8) + 4096)
            {
                target.SetLength(0);
                throw new DownloadException($"{address} is not the file expected: it is longer than the {file.ContentBytes} bytes of its content.");
            }
            Write(target, buffer.AsSpan(0, received));
            progress?.Report(new DownloadProgress(file.CompressedName, target.Length, total));
        }
        target.Flush(flushToDisk: true);
    }

    private static FileStream OpenPart(string part)
    {
        try
        {
            // Unbuffered, so that what has arrived is in the file whenever the process ends.
            return new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{part} cannot be written: {exception.Message}", exception);
        }
    }

    private static void Write(FileStream target, ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.Write(bytes);
        }
        catch (IOException exception)
        {
            throw new DownloadException($"{target.Name} cannot be written: {exception.Message}; make room and run it again, it continues where it stopped.", exception);
        }
    }

    private static async Task<bool> IsIntactAsync(string path, RemoteFile file, CancellationToken cancellation)
    {
        using FileStream compressed = InputFile.Open(path);
        using var content = new GZipStream(compressed, CompressionMode.Decompress);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                length += read;
                if (length > file.ContentBytes)
                {
                    return false;
                }
                hash.AppendData(buffer, 0, read);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            return false;
        }
        return length == file.ContentBytes && Convert.ToHexStringLower(hash.GetHashAndReset()) == file.ContentSha256;
    }

    /// <summary>Whether the connection failed, rather than the request, the disk or the user's patience.</summary>
    private static bool IsBroken(Exception exception, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested && exception is (HttpRequestException or IOException or OperationCanceledException);

    private static string Reason(Exception exception) => exception is OperationCanceledException ? "no answer came in time" : exception.Message;
}
