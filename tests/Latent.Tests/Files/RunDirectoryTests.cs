using Latent.Files;

namespace Latent.Tests.Files;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Hold_WhileAnotherTrainingIsAtWork_SaysSo()
    {
        var run = new RunDirectory(_folder.FullName);
        using (run.Hold())
        {
            Should.Throw<InputException>(() => new RunDirectory(_folder.FullName).Hold()).Message.ShouldStartWith("Another training is at work in");
        }
        run.Hold().Dispose();
        _folder.GetFiles().ShouldBeEmpty();
    }
}
