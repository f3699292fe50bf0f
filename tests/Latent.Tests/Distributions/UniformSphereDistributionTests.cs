using Latent.Distributions;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public class UniformSphereDistributionTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2 * Math.PI)]
    [InlineData(3, 4 * Math.PI)]
    [InlineData(4, 2 * Math.PI * Math.PI)]
    [InlineData(5, 8 * Math.PI * Math.PI / 3)]
    public void LogArea_IsTheFormula(int dimension, double area) => UniformSphereDistribution.LogArea(dimension).ShouldBe(Math.Log(area), 1e-12);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void LogProbability_OverTheSphere_IntegratesToOne(int dimension)
    {
        (float[] points, double[] areas) = Quadrature.Sphere(dimension, 60);
        float[] logs = new UniformSphere(dimension).Given().LogProbability(Tensor.From(points, new Shape(areas.Length, dimension))).ToArray();
        logs.Zip(areas, (log, area) => Math.Exp(log) * area).Sum().ShouldBe(1, 1e-3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Sample_OfManyDraws_IsTheSameInAllDirections(int dimension)
    {
        const int Draws = 100_000;
        float[] z = new UniformSphere(dimension).Given().Sample(Draws, new Rng(1)).ToArray();
        for (int j = 0; j < dimension; j++)
        {
            double mean = 0, square = 0;
            for (int i = 0; i < Draws; i++)
            {
                mean += z[(i * dimension) + j] / (double)Draws;
                square += z[(i * dimension) + j] * (double)z[(i * dimension) + j] / Draws;
            }
            mean.ShouldBe(0, 4.5 / Math.Sqrt(dimension * Draws));
            square.ShouldBe(1.0 / dimension, 4.5 / Math.Sqrt(Draws) / dimension * 1.5);
        }
        for (int i = 0; i < 100; i++)
        {
            z.AsSpan(i * dimension, dimension).ToArray().Sum(v => (double)v * v).ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public void Spread_LeavesTheSphereAlone()
    {
        Distribution sphere = new UniformSphere(3).Given();
        Tensor z = sphere.Sample(4, new Rng(1));
        sphere.Spread(z, 0.5f).ToArray().ShouldBe(z.ToArray());
    }
}
