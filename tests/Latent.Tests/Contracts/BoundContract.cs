using Latent.Bounds;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Tests.Contracts;

/// <summary>What every bound must hold to, on a model whose log p(x) is known exactly.</summary>
public abstract class BoundContract
{
    protected abstract Bound Create();

    [Fact]
    public void Objective_IsBelowTheExactEvidence()
    {
        var linear = new LinearGaussian(Create());
        (double mean, double error) = linear.Average(400);
        mean.ShouldBeLessThan(linear.LogEvidence + (4 * error));
    }

    [Fact]
    public void Objective_WithFixedNoise_HasTheGradientOfDifferences()
    {
        var linear = new LinearGaussian(Create());
        FiniteDifferences.ShouldAgree(Differentiable(linear), () => linear.Objective(7, epoch: 2.5), tolerance: 5e-3);
    }

    [Fact]
    public void Objective_OfTheSameNoise_IsTheSame()
    {
        var linear = new LinearGaussian(Create());
        linear.Objective(7).Item().ShouldBe(linear.Objective(7).Item());
        linear.Objective(7).Item().ShouldNotBe(linear.Objective(8).Item());
    }

    [Fact]
    public void Bound_OverADeterministicPosterior_IsRefusedIfItNeedsMore()
    {
        Bound bound = Create();
        var rng = new Rng(1);
        Vae Compose() => new(new Shape(4), new Linear(4, 2, Activation.None, rng), new Deterministic(2), new StandardNormal(2), new Linear(2, 4, Activation.None, rng), new Gaussian(4), bound);
        if (bound.NeedsDensity || bound.Samples > 1)
        {
            Should.Throw<InputException>(Compose).Message.ShouldContain("diagonal-gaussian");
        }
        else
        {
            Compose().HasDensity.ShouldBeFalse();
        }
    }

    /// <summary>The parameters whose gradient is that of the bound's value; an estimator of its own may differ in the others'.</summary>
    private protected virtual IReadOnlyList<Tensor> Differentiable(LinearGaussian linear) => linear.Model.Parameters;
}
