using Latent.Files;

namespace Latent.Tests.Files;

public sealed class AtomicFileTests : FolderTests
{
    [Fact]
    public void WriteText_NewAndOldFile_HoldsTheText()
    {
        string path = Folder["a.txt"];
        AtomicFile.WriteText(path, "a longer first text");
        AtomicFile.WriteText(path, "zweiter: ß");
        File.ReadAllBytes(path).ShouldBe("zweiter: ß"u8.ToArray());
        Directory.GetFileSystemEntries(Folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void Write_ActionThrows_OldFileStaysAndNoTemporaryFileIsLeft()
    {
        string path = Folder["a.txt"];
        AtomicFile.WriteText(path, "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            throw new InvalidOperationException("stop");
        }));
        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFileSystemEntries(Folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void Write_WhileWriting_OldFileIsSeen()
    {
        string path = Folder["a.txt"];
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
        string path = Folder["model.bin"];
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
        Should.Throw<InputException>(() => AtomicFile.WriteText(Folder[file], "x")).Message.ShouldContain(reason);

    [Fact]
    public void Write_ReadOnlyFolder_SaysPermissionIsDenied()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Permissions do not bind here.");
        string folder = Directory.CreateDirectory(Folder["locked"]).FullName;
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
        AtomicFile.WriteText(Folder["target"], "old");
        File.CreateSymbolicLink(Folder["link"], Folder["target"]);
        AtomicFile.WriteText(Folder["link"], "new");
        File.ReadAllText(Folder["target"]).ShouldBe("new");
        new FileInfo(Folder["link"]).LinkTarget.ShouldNotBeNull();
    }
}
