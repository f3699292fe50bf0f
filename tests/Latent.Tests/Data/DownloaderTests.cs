using System.Security.Cryptography;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DownloaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileServer _server = new();
    private readonly HttpClient _client = new();
    private readonly byte[] _content = new byte[300_000];
    private readonly byte[] _packed;
    private readonly NamedDataSet _set;

    public DownloaderTests()
    {
        var rng = new Rng(1);
        for (int i = 0; i < _content.Length; i++)
        {
            _content[i] = (byte)rng.Next(256);
        }
        _packed = IdxFileTests.Gzip(_content);
        _server.Files["data.gz"] = _packed;
        _set = new NamedDataSet("test-set", "noise", new Shape(1), 1, 1, [])
        {
            Source = _server.Address,
            Files = [new RemoteFile("data", _content.Length, Convert.ToHexStringLower(SHA256.HashData(_content)))],
        };
    }

    private string Target => _folder["test-set/data.gz"];

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task GetAsync_ServedFile_ArrivesWholeAndOnce()
    {
        var reports = new List<DownloadProgress>();
        string folder = await Get(progress: new Recorder(reports));

        folder.ShouldBe(_folder["test-set"]);
        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(_packed);
        Directory.GetFiles(folder).Length.ShouldBe(1);
        reports[^1].ShouldBe(new DownloadProgress("data.gz", _packed.Length, _packed.Length));

        await Get();
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task GetAsync_ConnectionCut_ContinuesWhereItStopped()
    {
        _server.Cuts = 1;
        await Get();
        _server.Requests.ShouldBe(["", $"bytes={_packed.Length / 2}-"]);
        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(_packed);
    }

    [Fact]
    public async Task GetAsync_EveryAttemptCut_KeepsThePartForTheNextRun()
    {
        _server.Cuts = 1;
        DownloadException exception = await Should.ThrowAsync<DownloadException>(() => Get(new Downloader(_client) { Attempts = 1 }));
        exception.Message.ShouldContain("continues where it stopped");
        File.Exists(Target).ShouldBeFalse();
        new FileInfo(Target + ".part").Length.ShouldBe(_packed.Length / 2);

        await Get();
        _server.Requests[^1].ShouldBe($"bytes={_packed.Length / 2}-");
        File.Exists(Target).ShouldBeTrue();
    }

    [Fact]
    public async Task GetAsync_ServerWithoutRanges_BeginsAgain()
    {
        _server.SupportsRanges = false;
        _server.Cuts = 1;
        await Get();
        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(_packed);
    }

    [Fact]
    public async Task GetAsync_PartIsComplete_OnlyChecksIt()
    {
        Directory.CreateDirectory(_folder["test-set"]);
        _folder.Write("test-set/data.gz.part", _packed);
        await Get();
        File.Exists(Target).ShouldBeTrue();
    }

    [Fact]
    public async Task GetAsync_PartOfAnotherVersion_IsThrownAwayAndFetchedAnew()
    {
        Directory.CreateDirectory(_folder["test-set"]);
        _folder.Write("test-set/data.gz.part", new byte[1000]);
        await Get();
        _server.Requests.ShouldBe(["bytes=1000-", ""]);
        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(_packed);
    }

    [Fact]
    public async Task GetAsync_DamagedFileInPlace_IsReplaced()
    {
        Directory.CreateDirectory(_folder["test-set"]);
        _folder.Write("test-set/data.gz", [.. _packed[..1000]]);
        await Get();
        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(_packed);
    }

    [Fact]
    public async Task GetAsync_WrongContent_IsRefusedAndRemoved()
    {
        _content[5]++;
        _server.Files["data.gz"] = IdxFileTests.Gzip(_content);
        DownloadException exception = await Should.ThrowAsync<DownloadException>(() => Get());
        exception.Message.ShouldContain("checksum of its content is wrong");
        Directory.GetFiles(_folder["test-set"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetAsync_EndlessContent_IsRefused()
    {
        _server.Files["data.gz"] = new byte[400_000];
        DownloadException exception = await Should.ThrowAsync<DownloadException>(() => Get());
        exception.Message.ShouldContain("longer than");
    }

    [Fact]
    public async Task GetAsync_FileNotThere_NamesTheAnswer()
    {
        _server.Files.Clear();
        DownloadException exception = await Should.ThrowAsync<DownloadException>(() => Get());
        exception.Message.ShouldContain("404");
        exception.Message.ShouldContain(_server.Address.ToString());
    }

    [Fact]
    public async Task GetAsync_NobodyListens_SaysSo()
    {
        _server.Dispose();
        DownloadException exception = await Should.ThrowAsync<DownloadException>(() => Get());
        exception.Message.ShouldContain("check the connection");
    }

    [Fact]
    public async Task GetAsync_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new Downloader(_client).GetAsync(_set, _folder.Path, null, cancelled.Token));
    }

    [Fact]
    public async Task GetAsync_FolderIsAFile_SaysSo()
    {
        _folder.Write("test-set", 1);
        (await Should.ThrowAsync<InputException>(() => Get())).Message.ShouldContain("cannot be made");
    }

    [Fact]
    public async Task GetAsync_MadeOnTheSpot_HasNothingToDownload() =>
        (await Should.ThrowAsync<InputException>(() => new Downloader(_client).GetAsync(NamedDataSets.DrawnShapes, _folder.Path))).Message.ShouldContain("nothing to download");

    private Task<string> Get(Downloader? downloader = null, IProgress<DownloadProgress>? progress = null) =>
        (downloader ?? new Downloader(_client)).GetAsync(_set, _folder.Path, progress, TestContext.Current.CancellationToken);

    private sealed class Recorder(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }
}
