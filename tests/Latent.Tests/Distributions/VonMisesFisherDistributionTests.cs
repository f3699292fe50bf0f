using Latent.Distributions;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class VonMisesFisherDistributionTests
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(2, 60)]
    [InlineData(3, 0.5)]
    [InlineData(3, 20)]
    [InlineData(4, 0.01)]
    [InlineData(4, 7)]
    public void LogProbability_OverTheSphere_IntegratesToOne(int dimension, float k)
    {
        (float[] points, double[] areas) = Quadrature.Sphere(dimension, 80);
        float[] logs = Create(dimension, k).LogProbability(Tensor.From(points, new Shape(areas.Length, dimension))).ToArray();
        logs.Zip(areas, (log, area) => Math.Exp(log) * area).Sum().ShouldBe(1, 1e-3);
    }

    [Fact]
    public void LogProbability_InThreeDimensions_IsTheFormula()
    {
        // C = k / (4 pi sinh k).
        const double K = 2.5;
        float[] log = Create(3, (float)K).LogProbability(Tensor.From([0, 0.6f, 0.8f], new Shape(1, 3))).ToArray();
        double cosine = Direction(3)[1] * 0.6 + Direction(3)[2] * 0.8;
        ((double)log[0]).ShouldBe((K * cosine) + Math.Log(K / (4 * Math.PI * Math.Sinh(K))), 1e-5);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 10)]
    [InlineData(10, 5)]
    [InlineData(50, 100)]
    public void KlTo_TheUniformSphere_IsThatOfAMillionSamples(int dimension, float k)
    {
        const int Draws = 1_000_000, Part = 100_000;
        VonMisesFisherDistribution q = Create(dimension, k);
        Distribution p = new UniformSphere(dimension).Given();
        var rng = new Rng(3);
        double sampled = 0;
        for (int i = 0; i < Draws; i += Part)
        {
            Tensor z = q.Sample(Part, rng);
            sampled += (q.LogProbability(z) - p.LogProbability(z)).ToArray().Sum(v => (double)v) / Draws;
        }
        Tensor closed = q.KlTo(p)!;
        closed.Shape.ShouldBe(new Shape(1, 1));
        sampled.ShouldBe(closed.Item(), 0.01 * closed.Item());
        q.KlTo(new StandardNormal(dimension).Given()).ShouldBeNull();
    }

    [Theory]
    [InlineData(2, 1.5f)]
    [InlineData(3, 30)]
    [InlineData(8, 6)]
    public void Sample_OfManyDraws_HasTheMoments(int dimension, float k)
    {
        const int Draws = 200_000;
        VonMisesFisherDistribution q = Create(dimension, k);
        float[] z = q.Sample(Draws, new Rng(5)).ToArray(), mean = q.Mean.ToArray();
        double[] direction = Direction(dimension);
        double cosine = Tensor.From([k], new Shape(1, 1)).SphereMeanCosine(dimension).Item(), along = 1 - ((dimension - 1) * cosine / k), across = (1 - along) / (dimension - 1);
        for (int a = 0; a < dimension; a++)
        {
            ((double)mean[a]).ShouldBe(cosine * direction[a], 1e-5);
            double first = 0, second = 0, product = 0;
            int b = (a + 1) % dimension;
            for (int i = 0; i < Draws; i++)
            {
                double x = z[(i * dimension) + a], y = z[(i * dimension) + b];
                first += x / Draws;
                second += x * x / Draws;
                product += x * y / Draws;
            }
            first.ShouldBe(mean[a], 4.5 / Math.Sqrt(Draws));
            second.ShouldBe((along * direction[a] * direction[a]) + (across * (1 - (direction[a] * direction[a]))), 4.5 / Math.Sqrt(Draws));
            product.ShouldBe((along - across) * direction[a] * direction[b], 4.5 / Math.Sqrt(Draws));
        }
        for (int i = 0; i < 100; i++)
        {
            z.AsSpan(i * dimension, dimension).ToArray().Sum(v => (double)v * v).ShouldBe(1, 1e-5);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Sample_ThroughTheEncoder_HasTheGradientOfTheExactMoments(int dimension)
    {
        // f(z) = a.z + (b.z)^2, whose expectation is known in closed form.
        const int Draws = 40_000;
        var posterior = new VonMisesFisher(dimension);
        Tensor encoded = Tensor.Parameter([.. Enumerable.Range(0, dimension + 1).Select(i => (float)(0.7 * Math.Cos(1.3 * i)))], new Shape(1, dimension + 1));
        Tensor a = Tensor.From([.. Enumerable.Range(0, dimension).Select(i => (float)Math.Sin(1 + i))], new Shape(1, dimension));
        Tensor b = Tensor.From([.. Enumerable.Range(0, dimension).Select(i => (float)Math.Cos(2 + (2 * i)))], new Shape(1, dimension));
        float[] sampled = FiniteDifferences.Gradients([encoded], () =>
        {
            Tensor z = posterior.Given(encoded).Sample(Draws, new Rng(6));
            return ((z * a).Sum(1) + (z * b).Sum(1).Square()).Affine(1f / Draws);
        })[0];
        float[] exact = FiniteDifferences.Gradients([encoded], () =>
        {
            var q = (VonMisesFisherDistribution)posterior.Given(encoded);
            Tensor cosine = q.Concentration.SphereMeanCosine(dimension), along = (cosine / q.Concentration).Affine(-(dimension - 1), 1);
            Tensor across = along.Affine(-1f / (dimension - 1), 1f / (dimension - 1)), towards = (q.Direction * b).Sum(1, keep: true).Square();
            return ((q.Mean * a).Sum(1, keep: true) + ((along - across) * towards) + (across * b.Square().Sum())).Sum();
        })[0];
        for (int i = 0; i < exact.Length; i++)
        {
            sampled[i].ShouldBe(exact[i], 0.03f, $"element {i}");
        }
    }

    [Fact]
    public void LogProbabilityAndKl_ThroughTheEncoder_HaveTheGradientOfDifferences()
    {
        var posterior = new VonMisesFisher(3);
        Tensor encoded = Tensor.Parameter([0.5f, -0.3f, 0.9f, 0.4f, -1, 0.2f, 0.1f, -0.6f], new Shape(2, 4));
        Tensor z = posterior.Given(encoded).Sample(3, new Rng(2)).Detach();
        FiniteDifferences.ShouldAgree([encoded], () => posterior.Given(encoded).LogProbability(z));
        FiniteDifferences.ShouldAgree([encoded], () => posterior.Given(encoded).KlTo(new UniformSphere(3).Given())!);
        FiniteDifferences.ShouldAgree([encoded], () => posterior.Given(encoded).Mean);
    }

    [Theory]
    [InlineData(2, -200)]
    [InlineData(2, 1e6f)]
    [InlineData(1000, -200)]
    [InlineData(1000, 1e6f)]
    [InlineData(1000, 0)]
    public void Everything_AtExtremeConcentrations_IsFinite(int dimension, float raw)
    {
        var posterior = new VonMisesFisher(dimension);
        float[] values = [.. Direction(dimension).Select(d => (float)d), raw];
        Tensor encoded = Tensor.Parameter(values, new Shape(1, dimension + 1));
        Distribution prior = new UniformSphere(dimension).Given();
        posterior.Given(encoded).KlTo(prior)!.Item().ShouldBeGreaterThanOrEqualTo(0);
        float[] gradients = FiniteDifferences.Gradients([encoded], () =>
        {
            Distribution q = posterior.Given(encoded);
            Tensor z = q.Sample(5, new Rng(1));
            return q.LogProbability(z) + z.Sum(1) + q.KlTo(prior)!.Sum() + q.Mean.Sum();
        })[0];
        gradients.ShouldAllBe(g => float.IsFinite(g));
    }

    [Fact]
    public void LogProbability_OfMoreOrFewerRows_MeetsTheOtherAgain()
    {
        Tensor encoded = Tensor.From([0.5f, -0.3f, 0.9f, 0.4f, -1, 0.2f, 0.1f, -0.6f], new Shape(2, 4));
        Distribution q = new VonMisesFisher(3).Given(encoded);
        Tensor z = q.Sample(3, new Rng(2));
        float[] together = q.LogProbability(z).ToArray();
        for (int s = 0; s < 3; s++)
        {
            q.LogProbability(z.Slice(0, 2 * s, 2)).ToArray().ShouldBe(together[(2 * s)..((2 * s) + 2)], 1e-5);
        }
        Distribution many = new VonMisesFisher(3).Given(encoded.Repeat(3));
        many.LogProbability(z.Slice(0, 0, 2)).ToArray().ShouldBe([.. together[..2], .. together[..2], .. together[..2]], 1e-5);
        Should.Throw<NotSupportedException>(() => q.LogProbability(z, Tensor.Full(z.Shape, 1))).Message.ShouldContain("mask");
    }

    [Fact]
    public void Spread_GoesAlongTheSphereToTheMean()
    {
        VonMisesFisherDistribution q = Create(4, 3);
        Tensor z = q.Sample(6, new Rng(1));
        q.Spread(z, 0).ToArray()[..4].ShouldBe([.. Direction(4).Select(d => (float)d)], 1e-5);
        q.Spread(z, 1).ToArray().ShouldBe(z.ToArray(), 1e-5);
        q.Spread(z, 0.5f).Square().Sum(1).ToArray().ShouldAllBe(n => Math.Abs(n - 1) < 1e-5);
    }

    [Fact]
    public void Detach_KeepsTheValuesAndStopsTheGradient()
    {
        Tensor encoded = Tensor.Parameter([0.5f, -0.3f, 0.9f, 0.4f], new Shape(1, 4));
        var tape = new Tape();
        using Tape.Scope scope = tape.Begin();
        Distribution q = new VonMisesFisher(3).Given(encoded);
        Tensor z = q.Sample(2, new Rng(1)).Detach(), held = q.Detach().LogProbability(z);
        held.ToArray().ShouldBe(q.LogProbability(z).ToArray());
        held.RequiresGradient.ShouldBeFalse();
    }

    private static VonMisesFisherDistribution Create(int dimension, float k) =>
        new(Tensor.From([.. Direction(dimension).Select(d => (float)d)], new Shape(1, dimension)), Tensor.From([k], new Shape(1, 1)));

    private static double[] Direction(int dimension)
    {
        double[] direction = [.. Enumerable.Range(0, dimension).Select(i => 0.2 + Math.Sin(1 + (1.7 * i)))];
        double length = Math.Sqrt(direction.Sum(d => d * d));
        return [.. direction.Select(d => d / length)];
    }
}
