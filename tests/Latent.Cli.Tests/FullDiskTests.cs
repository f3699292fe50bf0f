using System.Diagnostics;

namespace Latent.Cli.Tests;

/// <summary>A disk that is full or read-only: a file system of its own, where the system lets us mount one.</summary>
public sealed class FullDiskTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Train_FullDisk_IsRefusedBeforeTraining()
    {
        using var disk = Disk.Mount("size=256k");
        Tool.Run(["train", tiny.Shapes, "--out", disk["run"], .. TinyRun.Small, "--epochs", "1"]).ShouldRefuse("disk is full");
        Directory.GetFileSystemEntries(disk.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Train_DiskThatFillsUp_KeepsEarlierFiles()
    {
        using var disk = Disk.Mount("size=4m");
        string[] command = ["train", tiny.Shapes, "--out", disk["run"], .. TinyRun.Small, "--epochs", "1", "--json", "--quiet"];
        Tool.Run(command).ShouldGiveJson();
        byte[] model = File.ReadAllBytes(disk["run/model.safetensors"]);
        Fill(disk["ballast"]);
        Tool.Run("report", disk["run"]).ShouldRefuse("disk is full");
        Tool.Run("sample", disk["run"], "--count", "200", "--out", disk["s.npy"]).ShouldRefuse("disk is full");
        Tool.Run("sample", disk["run"], "--count", "200", "--out", disk["s.npz"]).ShouldRefuse("disk is full");
        Tool.Run("sample", disk["run"], "--count", "200", "--out", disk["s.csv"]).ShouldRefuse("disk is full");
        File.ReadAllBytes(disk["run/model.safetensors"]).ShouldBe(model);
        Directory.GetFiles(disk.Path).Select(f => Path.GetFileName(f)).ShouldBe(["ballast"]);
        Directory.GetFiles(disk["run"], "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Train_ReadOnlyDisk_IsRefused()
    {
        using var disk = Disk.Mount("ro");
        Tool.Run(["train", tiny.Shapes, "--out", disk["run"], .. TinyRun.Small, "--epochs", "1"]).ShouldRefuse("read-only");
        Tool.Run("sample", tiny.Run, "--out", disk["s.png"]).ShouldRefuse("read-only");
        Tool.Run("encode", tiny.Run, tiny.Shapes, "--out", disk["z.npy"]).ShouldRefuse("read-only");
    }

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path);
        try
        {
            for (byte[] block = new byte[4096]; ;)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>A small file system in memory.</summary>
    private sealed class Disk : IDisposable
    {
        private Disk(string path) => Path = path;

        public string Path { get; }

        public string this[string name] => System.IO.Path.Join(Path, name);

        public static Disk Mount(string options)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk needs Linux and root.");
            string path = Directory.CreateTempSubdirectory("latent-disk-").FullName;
            if (Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", path) != 0)
            {
                Directory.Delete(path);
                Assert.Skip("This system does not allow mounting a small disk.");
            }
            return new Disk(path);
        }

        public void Dispose()
        {
            Command("umount", Path).ShouldBe(0);
            Directory.Delete(Path);
        }

        private static int Command(string program, params string[] arguments)
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
