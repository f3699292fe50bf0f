using Latent.Training;

namespace Latent.Tests.Training;

public sealed class MetricsFileTests : FolderTests
{
    private string Written => Folder["metrics.jsonl"];

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        EpochRecord[] history = [new(1, 10, -5.5, -4, 1.5, 3, 1e-3, 0, 2.25), new(2, 20, double.NaN, -3, 1, 4, 1e-4, 2, 4, -6, -5, 1)];
        MetricsFile.Save(Written, history);
        MetricsFile.Load(Written).ShouldBe(history);
        File.ReadAllLines(Written).Length.ShouldBe(2);
    }

    [Fact]
    public void Load_NoFile_IsEmpty() => MetricsFile.Load(Written).ShouldBeEmpty();

    [Fact]
    public void Load_BrokenLine_IsNamed()
    {
        MetricsFile.Save(Written, [new(1, 10, -5.5, -4, 1.5, 3, 1e-3, 0, 2.25)]);
        File.AppendAllText(Written, "{ not json\n");
        Should.Throw<InputException>(() => MetricsFile.Load(Written)).Message.ShouldContain("line 2");
    }
}
