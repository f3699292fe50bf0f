using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Layers;

public sealed class SpectralWeightTests
{
    [Fact]
    public void Normalized_AskedForAgainAndAgain_HasALargestSingularValueOfOne()
    {
        SpectralWeight weight = Diagonal(out _, out _);
        Tensor normalized = weight.Normalized();
        for (int i = 0; i < 30; i++)
        {
            normalized = weight.Normalized();
        }
        float[] expected = [1, 0, 0, 0.25f, 0, 0];
        float[] found = normalized.ToArray();
        for (int i = 0; i < found.Length; i++)
        {
            found[i].ShouldBe(expected[i], 1e-5f);
        }
    }

    [Fact]
    public void Normalized_Differentiated_GivesNoGradientAlongTheLargestSingularValue()
    {
        SpectralWeight weight = Diagonal(out Tensor learned, out _);
        for (int i = 0; i < 30; i++)
        {
            weight.Normalized();
        }
        var tape = new Tape();
        using (tape.Begin())
        {
            tape.Backward(weight.Normalized().Sum(), [learned]);
        }

        // The sum is 1 + b / a with a and b the singular values: its derivatives are -b / a^2 and 1 / a.
        float[] gradient = learned.Gradient!.ToArray();
        gradient[0].ShouldBe(-0.0625f, 1e-4f);
        gradient[3].ShouldBe(0.25f, 1e-4f);
    }

    [Fact]
    public void Collect_GivesTheDirectionAsAStatistic()
    {
        Diagonal(out _, out ParameterSet parameters);
        parameters.Names.ShouldBe(["w.weight"]);
        parameters.StatisticNames.ShouldBe(["w.direction"]);
    }

    /// <summary>Singular values 4 and 1.</summary>
    private static SpectralWeight Diagonal(out Tensor learned, out ParameterSet parameters)
    {
        var weight = new SpectralWeight(new Shape(3, 1, 2), new Rng(1));
        parameters = [];
        weight.Collect("w", parameters);
        learned = parameters[0];
        learned.Set([4, 0, 0, 1, 0, 0]);
        return weight;
    }
}
