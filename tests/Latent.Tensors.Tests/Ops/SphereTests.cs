using Latent.Tensors.Backends.Sphere;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Ops;

public class SphereTests
{
    public static TheoryData<int, double> Places =>
        [.. from dimension in new[] { 2, 3, 4, 10, 50, 200, 1000 } from k in new[] { 1e-3, 0.1, 1, 5, 30, 300, 1e4 } select (dimension, k)];

    [Theory]
    [MemberData(nameof(Places))]
    public void FunctionsOfAConcentration_AreThoseOfQuadrature(int dimension, double k)
    {
        (double log, double cosine) = Integrate(dimension, k);
        double normaliser = log - Integrate(dimension, 0).Log, divergence = (k * (cosine - 1)) - normaliser;
        Tensor concentration = Tensor.From([(float)k], new Shape(1, 1));
        ((double)concentration.SphereMeanCosine(dimension).Item()).ShouldBe(cosine, 1e-6 * (1e-3 + cosine));
        ((double)concentration.SphereLogNormaliser(dimension).Item()).ShouldBe(normaliser, 2e-6 * (1e-3 + Math.Abs(normaliser)));
        ((double)concentration.SphereKl(dimension).Item()).ShouldBe(divergence, 1e-7 + (2e-5 * divergence));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void FunctionsOfAConcentration_HaveTheDerivativesOfDifferences(int dimension, double k)
    {
        foreach (ConcentrationFunction function in Enum.GetValues<ConcentrationFunction>())
        {
            double step = 1e-3 * k;
            double slope = (Concentration.Value(function, dimension, k + step) - Concentration.Value(function, dimension, k - step)) / (2 * step);
            Tensor concentration = Tensor.Parameter([(float)k], new Shape(1, 1));
            var tape = new Tape();
            using (tape.Begin())
            {
                tape.Backward((function switch
                {
                    ConcentrationFunction.MeanCosine => concentration.SphereMeanCosine(dimension),
                    ConcentrationFunction.LogNormaliser => concentration.SphereLogNormaliser(dimension),
                    _ => concentration.SphereKl(dimension),
                }).Sum(), [concentration]);
            }
            double gradient = concentration.Gradient!.Item();
            gradient.ShouldBe(slope, 1e-9 + (2e-4 * Math.Abs(slope)), function.ToString());
        }
    }

    [Fact]
    public void FunctionsOfAConcentration_AtZero_AreThoseOfTheUniformDistribution()
    {
        Tensor zero = Tensor.Zeros(new Shape(1, 1));
        zero.SphereMeanCosine(5).Item().ShouldBe(0);
        zero.SphereLogNormaliser(5).Item().ShouldBe(0);
        zero.SphereKl(5).Item().ShouldBe(0);
        Concentration.Slope(ConcentrationFunction.MeanCosine, 5, 0).ShouldBe(0.2, 1e-12);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(3, 0.5)]
    [InlineData(3, 1000)]
    [InlineData(10, 0)]
    [InlineData(10, 8)]
    [InlineData(64, 200)]
    [InlineData(500, 1)]
    public void SphereAngle_OfManyDraws_HasTheMomentsOfTheCosine(int dimension, double k)
    {
        const int Draws = 200_000;
        float[] angles = Tensor.From([(float)k], new Shape(1, 1)).SphereAngle(dimension, Draws, new Rng(1)).ToArray();
        double mean = angles.Average(a => Math.Cos(a)), square = angles.Average(a => Math.Cos(a) * Math.Cos(a)), fourth = angles.Average(a => Math.Pow(Math.Cos(a), 4));
        double expected = Concentration.Value(ConcentrationFunction.MeanCosine, dimension, k);
        double squares = k > 0 ? 1 - ((dimension - 1) * expected / k) : 1.0 / dimension;
        mean.ShouldBe(expected, 4.5 * Math.Sqrt((square - (mean * mean)) / Draws));
        square.ShouldBe(squares, 4.5 * Math.Sqrt((fourth - (square * square)) / Draws));
    }

    [Theory]
    [InlineData(2, 0.01)]
    [InlineData(2, 4)]
    [InlineData(3, 0.5)]
    [InlineData(3, 2000)]
    [InlineData(10, 8)]
    [InlineData(100, 1)]
    [InlineData(100, 300)]
    public void SphereAngle_WhenTheConcentrationMoves_KeepsItsRank(int dimension, double k)
    {
        float[] angles = Tensor.From([(float)k], new Shape(1, 1)).SphereAngle(dimension, 12, new Rng(4)).ToArray();
        var slope = new AngleSlope(dimension, k);
        foreach (float angle in angles)
        {
            double step = 1e-3 * k;
            double moved = (Rank(dimension, k + step, angle) - Rank(dimension, k - step, angle)) / (2 * step);
            double expected = -moved / Density(dimension, k, angle);
            slope.At(angle).ShouldBe(expected, 1e-3 * (Math.Abs(expected) + 1e-4), $"at {angle}");
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(20, 40)]
    public void SphereAngle_GradientOfTheMeanCosine_IsThatOfTheClosedForm(int dimension, double k)
    {
        const int Draws = 20_000;
        Tensor concentration = Tensor.Parameter([(float)k, (float)k], new Shape(2, 1));
        var tape = new Tape();
        using (tape.Begin())
        {
            tape.Backward(concentration.SphereAngle(dimension, Draws, new Rng(2)).Cos().Sum().Affine(1f / Draws), [concentration]);
        }
        double expected = Concentration.Slope(ConcentrationFunction.MeanCosine, dimension, k);
        foreach (float gradient in concentration.Gradient!.ToArray())
        {
            ((double)gradient).ShouldBe(expected, 0.03 * expected);
        }
    }

    [Fact]
    public void SphereAngle_OfAnySeed_IsOfThatSeedAlone()
    {
        Tensor concentration = Tensor.From([1, 2, 3], new Shape(3, 1));
        float[] angles = concentration.SphereAngle(4, 5, new Rng(1)).ToArray();
        concentration.SphereAngle(4, 5, new Rng(1)).ToArray().ShouldBe(angles);
        concentration.SphereAngle(4, 5, new Rng(2)).ToArray().ShouldNotBe(angles);
        angles.Distinct().Count().ShouldBe(15);
        angles.ShouldAllBe(a => a >= 0 && a <= MathF.PI);
    }

    [Fact]
    public void SphereAngle_OfConcentrationsThatAreNoColumn_IsRefused() =>
        Should.Throw<TensorException>(() => Tensor.Zeros(new Shape(3)).SphereAngle(4, 1, new Rng(1))).Message.ShouldContain("[rows, 1]");

    /// <summary>log of the integral of sin^(m-2) exp(k (cos - 1)), and the mean of the cosine, by Simpson's rule.</summary>
    private static (double Log, double Cosine) Integrate(int dimension, double k)
    {
        const int Points = 100_000;
        double total = 0, cosines = 0, shift = Shift(dimension, k);
        for (int i = 0; i <= Points; i++)
        {
            double t = Math.PI * i / Points, weight = (i is 0 or Points ? 1 : i % 2 == 1 ? 4 : 2) * Math.PI / Points / 3;
            double value = weight * Math.Exp(LogTerm(dimension, k, t) - shift);
            total += value;
            cosines += value * Math.Cos(t);
        }
        return (Math.Log(total) + shift, cosines / total);
    }

    private static double Density(int dimension, double k, double angle) => Math.Exp(LogTerm(dimension, k, angle) - Integrate(dimension, k).Log);

    /// <summary>The probability of smaller angles.</summary>
    private static double Rank(int dimension, double k, double angle)
    {
        const int Points = 20_000;
        double below = 0, log = Integrate(dimension, k).Log;
        for (int i = 0; i <= Points; i++)
        {
            double t = angle * i / Points, weight = (i is 0 or Points ? 1 : i % 2 == 1 ? 4 : 2) * angle / Points / 3;
            below += weight * Math.Exp(LogTerm(dimension, k, t) - log);
        }
        return below;
    }

    private static double LogTerm(int dimension, double k, double t) =>
        (dimension == 2 ? 0 : (dimension - 2) * Math.Log(Math.Max(1e-300, Math.Sin(t)))) - (2 * k * Math.Pow(Math.Sin(t / 2), 2));

    private static double Shift(int dimension, double k) => Enumerable.Range(1, 999).Max(i => LogTerm(dimension, k, Math.PI * i / 1000));
}
