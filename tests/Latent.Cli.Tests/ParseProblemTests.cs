namespace Latent.Cli.Tests;

public sealed class ParseProblemTests
{
    [Theory]
    [InlineData("needs a command")]
    [InlineData("did you mean train", "tarin", "shapes")]
    [InlineData("needs DATA", "train")]
    [InlineData("did you mean --epochs", "train", "shapes", "--epoch", "3")]
    [InlineData("--epochs needs a value", "train", "shapes", "--epochs")]
    [InlineData("whole number of at least 1", "train", "shapes", "--epochs", "three")]
    [InlineData("from 0 to 1", "train", "shapes", "--validation", "2")]
    [InlineData("90s, 10m or 2h", "train", "shapes", "--time", "soon")]
    [InlineData("it takes DATA", "train", "shapes", "more")]
    [InlineData("needs --out", "sample", "run")]
    [InlineData("no option --bogus", "evaluate", "run", "--bogus")]
    [InlineData("needs a command: list", "data")]
    [InlineData("did you mean list", "data", "lits")]
    [InlineData("did you mean 'table'", "data", "info", "shapes", "--as", "tabel")]
    [InlineData("it can be train, test, all", "data", "info", "shapes", "--split", "zzz")]
    [InlineData("model.latent=32", "train", "shapes", "--set", "latent")]
    public void Run_WrongUsage_SaysWhatWouldBeRight(string words, params string[] args) => Tool.Run(args).ShouldRefuse(words);

    [Theory]
    [InlineData]
    [InlineData("train")]
    [InlineData("data")]
    [InlineData("data", "make")]
    public void Run_Help_IsGivenForEveryCommand(params string[] command)
    {
        Outcome outcome = Tool.Run([.. command, "--help"]);
        outcome.Code.ShouldBe(0);
        outcome.Output.ShouldContain(string.Join(' ', ["latent", .. command]));
        outcome.Output.ShouldContain("--json");
        outcome.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Run_Version_IsANumber() => char.IsAsciiDigit(Tool.Run("--version").Output[0]).ShouldBeTrue();

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void Duration_Text_IsRead(string text, double seconds)
    {
        Duration.TryParse(text, out TimeSpan time).ShouldBeTrue();
        time.TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-3s")]
    [InlineData("h")]
    [InlineData("1e3s")]
    public void Duration_Nonsense_IsNotRead(string text) => Duration.TryParse(text, out _).ShouldBeFalse();
}
