using Latent.Penalties;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Penalties;

public class MmdTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new Mmd(weight);

    [Theory]
    [InlineData(Kernel.Gaussian)]
    [InlineData(Kernel.InverseMultiquadric)]
    public void Discrepancy_IsThatOfTheFormula(Kernel kernel)
    {
        Tensor x = Tensor.Normal(new Shape(9, 3), new Rng(1)) * 2, y = Tensor.Normal(new Shape(5, 3), new Rng(2));
        double[][] a = RowsOf(x), b = RowsOf(y);
        double Alike(double[] p, double[] q)
        {
            double distance = p.Zip(q, (u, v) => (u - v) * (u - v)).Sum();
            return new[] { 0.1, 0.2, 0.5, 1, 2, 5, 10 }.Average(scale => kernel is Kernel.Gaussian ? Math.Exp(-distance / (6 * scale)) : 6 * scale / ((6 * scale) + distance));
        }
        double Within(double[][] rows) => rows.SelectMany((p, i) => rows.Where((_, j) => j != i).Select(q => Alike(p, q))).Average();
        double expected = Within(a) + Within(b) - (2 * a.SelectMany(p => b.Select(q => Alike(p, q))).Average());
        ((double)new Mmd(1, kernel).Discrepancy(x, y).Item()).ShouldBe(expected, 1e-5);
    }

    [Theory]
    [InlineData(Kernel.Gaussian)]
    [InlineData(Kernel.InverseMultiquadric)]
    public void Discrepancy_OfTheSameDistribution_IsZeroOnAverage_AndOfOthersMore(Kernel kernel)
    {
        var mmd = new Mmd(1, kernel);
        double Mean(float scale, float shift) => Enumerable.Range(0, 100).Average(i =>
            (double)mmd.Discrepancy(Tensor.Normal(new Shape(64, 2), new Rng((ulong)i)).Affine(scale, shift), Tensor.Normal(new Shape(64, 2), new Rng((ulong)i + 1000))).Item());
        double same = Mean(1, 0), narrow = Mean(0.7f, 0), far = Mean(1, 2);
        same.ShouldBe(0, 1e-3);
        narrow.ShouldBeGreaterThan(5e-3);
        far.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void Discrepancy_OfASingleRow_IsZero() =>
        new Mmd(1).Discrepancy(Tensor.Normal(new Shape(1, 2), new Rng(1)), Tensor.Normal(new Shape(8, 2), new Rng(2))).Item().ShouldBe(0);
}

public class GaussianMmdTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new Mmd(weight, Kernel.Gaussian);
}
