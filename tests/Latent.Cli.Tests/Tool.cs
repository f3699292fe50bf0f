using System.Text.Json;

namespace Latent.Cli.Tests;

/// <summary>What one run of the program said.</summary>
public sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement ShouldGiveJson(params string[] keys)
    {
        Code.ShouldBe(0, Error);
        JsonElement document = Json;
        foreach (string key in keys)
        {
            document.TryGetProperty(key, out _).ShouldBeTrue($"'{key}' is missing in {Output}");
        }
        return document;
    }

    /// <summary>Exit code 2 and one sentence with these words on standard error.</summary>
    public void ShouldFail(params string[] words)
    {
        Code.ShouldBe(2, Output + Error);
        ErrorLines.Length.ShouldBe(1, Error);
        foreach (string word in words)
        {
            Error.ShouldContain(word);
        }
    }

    /// <summary>Exit code 2, one sentence on standard error, nothing on standard output.</summary>
    public void ShouldRefuse(params string[] words)
    {
        Code.ShouldBe(2, Output + Error);
        ErrorLines.Length.ShouldBe(1, Error);
        Output.ShouldBeEmpty();
        Error.ShouldNotContain("   at ");
        foreach (string word in words)
        {
            Error.ShouldContain(word);
        }
    }
}

/// <summary>The program, run inside the test's own process.</summary>
public static class Tool
{
    public static Outcome Run(params string[] args) => Run(CancellationToken.None, args);

    public static Outcome Run(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = LatentProgram.Run(args, output, error, cancellation);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the program until it has said these words, and stops it then.</summary>
    public static Outcome RunUntil(string words, params string[] args)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new Listener(words, cancellation);
        using var error = new StringWriter();
        int code = LatentProgram.Run(args, output, error, cancellation.Token);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    private sealed class Listener(string words, CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(words, StringComparison.Ordinal) == true)
            {
                cancellation.Cancel();
            }
        }
    }
}
