using Latent.Files;

namespace Latent.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WriteText_NewAndOldFile_HoldsTheText()
    {
        string path = _folder["a.txt"];
        AtomicFile.WriteText(path, "a longer first text");
        AtomicFile.WriteText(path, "zweiter: ß");
        File.ReadAllBytes(path).ShouldBe("zweiter: ß"u8.ToArray());
        Directory.GetFileSystemEntries(_folder.FullName).Length.ShouldBe(1);
    }

    [Fact]
    public void Write_ActionThrows_OldFileStaysAndNoTemporaryFileIsLeft()
    {
        string path = _folder["a.txt"];
        AtomicFile.WriteText(path, "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            throw new InvalidOperationException("stop");
        }));
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFileSystemEntries(_folder.FullName).Length.ShouldBe(1);
    }

    [Fact]
    public void Write_WhileWriting_OldFileIsSeen()
    {
        string path = _folder["a.txt"];
        AtomicFile.WriteText(path, "old");
        string seen = "";
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            seen = File.ReadAllText(path);
        });
        seen.ShouldBe("old");
        File.ReadAllText(path).ShouldBe("new");
    }

    [Fact]
    public void Write_DiskFull_SaysSoAndKeepsTheOldFile()
    {
        string path = _folder["model.bin"];
        AtomicFile.WriteText(path, "old");
        var error = Should.Throw<InputException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28)));
        error.Message.ShouldBe($"{path} cannot be written: the disk is full; free some space or choose another disk.");
        File.ReadAllText(path).ShouldBe("old");
    }

    [Fact]
    public void Write_FullDevice_SaysTheDiskIsFull()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        Should.Throw<InputException>(() => AtomicFile.WriteText("/dev/full", "x")).Message.ShouldContain("the disk is full");
        File.Exists("/dev/full").ShouldBeTrue();
    }

    [Theory]
    [InlineData("missing/a.txt", "its folder does not exist")]
    [InlineData("", "is a folder")]
    [InlineData("a\0b", "zero character")]
    public void Write_PlaceThatCannotBe_NamesTheReason(string file, string reason) =>
        Should.Throw<InputException>(() => AtomicFile.WriteText(_folder[file], "x")).Message.ShouldContain(reason);

    [Fact]
    public void Write_ReadOnlyFolder_SaysPermissionIsDenied()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Permissions do not bind here.");
        string folder = Directory.CreateDirectory(_folder["locked"]).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        Should.Throw<InputException>(() => AtomicFile.WriteText(Path.Join(folder, "a"), "x")).Message.ShouldContain("permission is denied");
    }

    [Fact]
    public void Write_ThroughALink_ReplacesWhatItPointsTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        AtomicFile.WriteText(_folder["target"], "old");
        File.CreateSymbolicLink(_folder["link"], _folder["target"]);
        AtomicFile.WriteText(_folder["link"], "new");
        File.ReadAllText(_folder["target"]).ShouldBe("new");
        new FileInfo(_folder["link"]).LinkTarget.ShouldNotBeNull();
    }
}
