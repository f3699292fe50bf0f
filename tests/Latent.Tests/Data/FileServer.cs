using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Latent.Tests.Data;

/// <summary>A web server on this machine that hands out files, and misbehaves as told. Written over a socket, since the connection has to be cut in the middle.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FileServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    public bool SupportsRanges { get; set; } = true;

    /// <summary>How many of the next answers end after this share of the body.</summary>
    public int Cuts { get; set; }

    /// <summary>The "Range" of every request, empty when it had none.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>A test may have stopped it before.</summary>
    public void Dispose()
    {
        if (_serving.IsCompleted)
        {
            return;
        }
        _stop.Cancel();
        _serving.Wait();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                await AnswerAsync(client.GetStream()).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The other side went away, which it may.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        string file = (await reader.ReadLineAsync().ConfigureAwait(false) ?? "").Split(' ')[1][1..];
        string range = "";
        for (string? line; !string.IsNullOrEmpty(line = await reader.ReadLineAsync().ConfigureAwait(false));)
        {
            range = line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase) ? line["Range: ".Length..] : range;
        }
        Requests.Add(range);
        if (!Files.TryGetValue(file, out byte[]? content))
        {
            await SendAsync(stream, "404 Not Found", 0, "", []).ConfigureAwait(false);
            return;
        }
        int from = range.Length > 0 && SupportsRanges ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
        if (from >= content.Length)
        {
            await SendAsync(stream, "416 Range Not Satisfiable", 0, "", []).ConfigureAwait(false);
            return;
        }
        byte[] body = content[from..];
        string status = from > 0 ? "206 Partial Content" : "200 OK";
        string extra = from > 0 ? $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n" : "";
        await SendAsync(stream, status, body.Length, extra, Cuts-- > 0 ? body[..(body.Length / 2)] : body).ConfigureAwait(false);
    }

    private static async Task SendAsync(NetworkStream stream, string status, int length, string extra, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{extra}Connection: close\r\n\r\n")).ConfigureAwait(false);
        await stream.WriteAsync(body).ConfigureAwait(false);
    }
}
