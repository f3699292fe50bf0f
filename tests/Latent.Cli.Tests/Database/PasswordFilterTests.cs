using Latent.Cli.Database;

namespace Latent.Cli.Tests.Database;

public sealed class PasswordFilterTests
{
    [Theory]
    [InlineData("postgres://ann:p4ss@host/db", "postgres://ann@host/db")]
    [InlineData("postgresql://ann:p:4/s@s@host:5433/db?sslmode=require", "postgresql://ann@host:5433/db?sslmode=require")]
    [InlineData("postgres://ann@host/db?password=p4ss", "postgres://ann@host/db")]
    [InlineData("postgres://ann@host/db?password=p4ss&sslmode=require", "postgres://ann@host/db?sslmode=require")]
    [InlineData("postgres://ann@host/db?sslmode=require&password=p4ss&connect_timeout=3", "postgres://ann@host/db?sslmode=require&connect_timeout=3")]
    [InlineData("postgres://ann@host/db", "postgres://ann@host/db")]
    [InlineData("Host=h;Password=p4ss;Username=ann", "host=h;username=ann")]
    [InlineData("Host=h;pwd='p;4\"s s';Username=ann", "host=h;username=ann")]
    [InlineData("Host=h;Username=ann;Password=\"p4ss", "Host=h;Username=ann")]
    [InlineData("Host=h;Username=ann", "Host=h;Username=ann")]
    [InlineData("--from=postgres://ann:p4ss@host/db", "--from=postgres://ann@host/db")]
    [InlineData("https://ann:p4ss@mirror/a@b", "https://ann@mirror/a@b")]
    [InlineData("https://mirror:80/a@b", "https://mirror:80/a@b")]
    [InlineData("select * from users where password = 'x'", "select * from users where password = 'x'")]
    [InlineData("model.hidden=[16]", "model.hidden=[16]")]
    [InlineData("data.csv", "data.csv")]
    public void StripArgument_OfAnything_TakesOutPasswordsAndNothingElse(string text, string kept) => PasswordFilter.StripArgument(text).ShouldBe(kept);

    [Fact]
    public void StripMessage_ThatQuotesAnArgument_HasNoPassword()
    {
        string[] arguments = ["train", "Host=h;Password=p4 ss;Username=ann"];
        PasswordFilter.StripMessage("There is no file 'Host=h;Password=p4 ss;Username=ann'.", arguments).ShouldBe("There is no file 'host=h;username=ann'.");
        PasswordFilter.StripMessage("postgres://ann:p4ss@host/db is not there.", []).ShouldBe("postgres://ann@host/db is not there.");
    }
}
