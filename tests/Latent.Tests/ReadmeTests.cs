namespace Latent.Tests;

public sealed class ReadmeTests
{
    [Theory]
    [InlineData("README.md", "samples/Quickstart/Program.cs")]
    [InlineData("README.md", "samples/Composed/Program.cs")]
    [InlineData("README.md", "samples/Tables/Program.cs")]
    [InlineData("docs/package.md", "samples/Quickstart/Program.cs")]
    public void Examples_AreTheSamples_ToTheByte(string page, string sample) =>
        Repository.Read(page).ShouldContain($"```csharp\n{Repository.Read(sample)}```\n", Case.Sensitive);

    [Theory]
    [InlineData("dotnet run -c Release --project src/Latent.Cli -- train shapes --out runs/shapes")]
    [InlineData("dotnet test -c Release")]
    public void TheTwoCommands_StandOnLinesOfTheirOwn(string command) =>
        Repository.Read("README.md").Split('\n').ShouldContain(command);

    [Fact]
    public void Recipes_AllStandInTheTable()
    {
        string readme = Repository.Read("README.md");
        foreach (NamedRecipe recipe in Recipes.All)
        {
            readme.ShouldContain($"| `{recipe.Name}` |", Case.Sensitive);
        }
    }
}
