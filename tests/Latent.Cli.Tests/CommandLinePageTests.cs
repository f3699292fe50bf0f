using System.Text.RegularExpressions;

namespace Latent.Cli.Tests;

/// <summary>docs/command-line.md knows every command and option of the tool.</summary>
public sealed partial class CommandLinePageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Join(Root(), "docs", "command-line.md"));

    [Fact]
    public void Page_HasEveryCommandWithItsOptions()
    {
        string[] commands = Commands();
        commands.Length.ShouldBeGreaterThan(10);
        foreach (string command in commands)
        {
            string section = Section(command.Split(' ')[0]).ShouldNotBeNull($"docs/command-line.md has no section on 'latent {command}'");
            section.ShouldContain($"latent {command}", Case.Sensitive);
            string shared = s_page[..s_page.IndexOf("## `latent train", StringComparison.Ordinal)];
            foreach (Match option in Option().Matches(Help([.. command.Split(' '), "--help"])))
            {
                (section + shared).ShouldContain($"`{option.Value.Trim()}", Case.Sensitive, $"{option.Value.Trim()} of 'latent {command}'");
            }
        }
    }

    private static string[] Commands() =>
        [.. Subcommands().SelectMany(name => Subcommands(name) is { Length: > 0 } inner ? inner.Select(second => $"{name} {second}") : [name])];

    private static string[] Subcommands(params string[] path)
    {
        string help = Help([.. path, "--help"]);
        int start = help.IndexOf("Commands:", StringComparison.Ordinal);
        return start < 0 ? [] : [.. Entry().Matches(help[start..]).Select(m => m.Groups[1].Value)];
    }

    private static string? Section(string command) =>
        s_page.Split("\n## ").FirstOrDefault(section => section.Split('\n')[0].Contains($"`latent {command}", StringComparison.Ordinal));

    private static string Help(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        LatentProgram.Run(arguments, output, error).ShouldBe(0, error.ToString());
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Latent.slnx")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException($"Latent.slnx is in no folder above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"(?<=^ .*)(?<![\w-])--[a-z][a-z-]*(?= )", RegexOptions.Multiline)]
    private static partial Regex Option();

    [GeneratedRegex(@"^  ([a-z]+)\b", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
