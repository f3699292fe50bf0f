using Latent.Training;

namespace Latent.Tests.Training;

public sealed class MetricsFileTests : IDisposable
{
    private readonly string _path = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        EpochRecord[] history = [new(1, 10, -5.5, -4, 1.5, 3, 1e-3, 0, 2.25), new(2, 20, double.NaN, -3, 1, 4, 1e-4, 2, 4, -6, -5, 1)];
        MetricsFile.Save(_path, history);
        MetricsFile.Load(_path).ShouldBe(history);
        File.ReadAllLines(_path).Length.ShouldBe(2);
    }

    [Fact]
    public void Load_NoFile_IsEmpty() => MetricsFile.Load(_path).ShouldBeEmpty();

    [Fact]
    public void Load_BrokenLine_IsNamed()
    {
        MetricsFile.Save(_path, [new(1, 10, -5.5, -4, 1.5, 3, 1e-3, 0, 2.25)]);
        File.AppendAllText(_path, "{ not json\n");
        Should.Throw<InputException>(() => MetricsFile.Load(_path)).Message.ShouldContain("line 2");
    }
}
