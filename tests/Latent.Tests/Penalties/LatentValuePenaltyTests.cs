using Latent.Bounds;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Penalties;

public class LatentNormTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new LatentNorm(weight);

    [Fact]
    public void Value_IsHalfTheMeanSquaredLength() =>
        Value(Create(3)).ShouldBe(1.5 * RowsOf(Pass().Latent).Average(z => z.Sum(v => v * v)), 1e-5);
}

public class L1SparsityTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new L1Sparsity(weight);

    protected override float Step => 1e-3f;

    [Fact]
    public void Value_IsTheMeanSumOfMagnitudes() =>
        Value(Create(3)).ShouldBe(3 * RowsOf(Pass().Latent).Average(z => z.Sum(Math.Abs)), 1e-5);
}

public class RateSparsityTests
{
    [Fact]
    public void Value_IsTheDivergenceOfTheRate_WithItsGradient()
    {
        Vae model = Model();
        var penalty = new RateSparsity(2, 0.1);
        double[] on = [.. Enumerable.Range(0, 3).Select(j => Pass(model).Latent.ToArray().Where((_, i) => i % 3 == j).Average(v => (double)v))];
        double expected = 2 * on.Sum(p => (0.1 * Math.Log(0.1 / p)) + (0.9 * Math.Log(0.9 / (1 - p))));
        ((double)penalty.Value(Pass(model), LinearGaussian.Context()).Item()).ShouldBe(expected, 1e-5);
        FiniteDifferences.ShouldAgree(model.Parameters, () => penalty.Value(Pass(model), LinearGaussian.Context()));
    }

    [Fact]
    public void Value_OfUnitsOnAtTheRate_IsZero()
    {
        Vae model = Model();
        model.Parameters[0].Set(new float[12]);
        model.Parameters[1].Set([.. Enumerable.Repeat((float)Math.Log(0.05 / 0.95), 3)]);
        ((double)new RateSparsity(3).Value(Pass(model), LinearGaussian.Context()).Item()).ShouldBe(0, 1e-5);
    }

    private static Vae Model()
    {
        var rng = new Rng(1);
        return new(new Shape(4), new Linear(4, 3, Activation.None, rng), new Deterministic(3, Activation.Sigmoid), new StandardNormal(3), new Linear(3, 4, Activation.None, rng), new Gaussian(4), new Elbo());
    }

    private static Pass Pass(Vae model) => model.Infer(new Batch(Tensor.Normal(new Shape(10, 4), new Rng(2))), 1, new Rng(3));
}
