using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Layers;

public class EmbedLevelsTests
{
    [Fact]
    public void Forward_OfALevel_GivesItsValuesBehindTheOthers()
    {
        // A number, a category of three levels, a number.
        var layer = new EmbedLevels(5, [(1, 3)], 2, new Rng(1));
        var parameters = new ParameterSet();
        layer.Collect("embedding", parameters);
        float[] values = parameters[0].ToArray();

        float[] read = layer.Forward(Tensor.From([5, 0, 1, 0, 6, 7, 0, 0, 0, 8], new Shape(2, 5)), Phase.Evaluation).ToArray();

        layer.Outputs.ShouldBe(4);
        values.Length.ShouldBe(6);
        read.ShouldBe([5, 6, values[2], values[3], 7, 8, 0, 0]);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    [InlineData(-1, 2)]
    public void New_OfACategoryOutsideOfTheRow_IsRefused(int start, int width) =>
        Should.Throw<ArgumentException>(() => new EmbedLevels(5, [(start, width)], 2, new Rng(1))).Message.ShouldContain($"{width} levels from value {start}");

    [Fact]
    public void New_OfCategoriesThatOverlap_IsRefused() =>
        Should.Throw<ArgumentException>(() => new EmbedLevels(9, [(1, 3), (3, 3)], 2, new Rng(1))).Message.ShouldContain("behind value 4");
}
