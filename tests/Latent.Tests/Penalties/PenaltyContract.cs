using Latent.Bounds;
using Latent.Penalties;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Penalties;

/// <summary>What every penalty without a critic must hold to.</summary>
public abstract class PenaltyContract
{
    /// <summary>A penalty of this weight.</summary>
    protected abstract Penalty Create(double weight);

    /// <summary>How far parameters are moved to see the gradient; less for a penalty with kinks.</summary>
    protected virtual float Step => 1e-2f;

    [Fact]
    public void Value_HasTheGradientOfDifferences()
    {
        var linear = new LinearGaussian(new Elbo(samples: 2));
        Penalty penalty = Create(0.5);
        FiniteDifferences.ShouldAgree(linear.Model.Parameters, () => penalty.Value(linear.Pass(7), LinearGaussian.Context()), tolerance: 5e-3, Step);
    }

    [Fact]
    public void Value_GrowsWithTheWeight()
    {
        double one = Value(Create(1));
        one.ShouldNotBe(0);
        Value(Create(3)).ShouldBe(3 * one, 1e-4 * Math.Abs(one));
        Value(Create(0)).ShouldBe(0);
    }

    [Fact]
    public void Value_WithTheSameNoise_IsTheSame()
    {
        Penalty penalty = Create(1);
        Value(penalty).ShouldBe(Value(penalty));
    }

    private protected static double Value(Penalty penalty, ulong seed = 7, ulong step = 3)
    {
        var linear = new LinearGaussian(new Elbo(samples: 2));
        return penalty.Value(linear.Pass(seed), LinearGaussian.Context() with { Rng = new Rng(step) }).Item();
    }

    private protected static Pass Pass() => new LinearGaussian(new Elbo(samples: 2)).Pass(7);

    /// <summary>The values of row r of a matrix.</summary>
    private protected static double[][] RowsOf(Tensor tensor) => [.. tensor.ToArray().Select(v => (double)v).Chunk(tensor.Shape.Columns)];
}
