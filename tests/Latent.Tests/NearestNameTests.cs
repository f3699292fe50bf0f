namespace Latent.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["mnist", "fashion-mnist", "shapes"];

    [Theory]
    [InlineData("mnsit", "mnist")]
    [InlineData("MNIST", "mnist")]
    [InlineData("fashion_mnist", "fashion-mnist")]
    [InlineData("fashionmnist", "fashion-mnist")]
    [InlineData("shape", "shapes")]
    [InlineData("fashion", "fashion-mnist")]
    [InlineData("cifar", null)]
    [InlineData("x", null)]
    public void Of_Name_GivesTheNearestOrNone(string name, string? expected) => NearestName.Of(name, Known).ShouldBe(expected);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("abcd", "acbd", 1)]
    [InlineData("same", "SAME", 0)]
    public void Distance_Pairs_CountsEdits(string first, string second, int expected)
    {
        NearestName.Distance(first, second).ShouldBe(expected);
        NearestName.Distance(second, first).ShouldBe(expected);
    }
}
