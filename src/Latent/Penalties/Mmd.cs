using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight MMD^2 between the latents of a batch and as many from the prior: the squared maximum mean discrepancy (Gretton et
/// al. 2012), which is zero only if the aggregated posterior is the prior (WAE-MMD: Tolstikhin et al. 2018; InfoVAE: Zhao et
/// al. 2019). It is the unbiased estimate, which may be below zero. The kernel is the mean of one over seven scales, from a
/// tenth of to ten times the mean squared distance of two latents from a standard normal prior.
/// </summary>
public sealed class Mmd : Penalty
{
    private static readonly float[] s_scales = [0.1f, 0.2f, 0.5f, 1, 2, 5, 10];

    private readonly float _weight;
    private readonly Kernel _kernel;

    /// <summary>A penalty of this weight.</summary>
    /// <param name="weight">The nats that a squared discrepancy of one costs.</param>
    /// <param name="kernel">How alike two latents are.</param>
    public Mmd(double weight = 100, Kernel kernel = Kernel.InverseMultiquadric)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        _weight = (float)weight;
        _kernel = kernel;
    }

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return Discrepancy(pass.Latent, DrawnFromPrior(pass, step.Rng.Split("discrepancy"))) * _weight;
    }

    /// <summary>The unbiased estimate; zero where one side has a single latent, from which nothing can be told.</summary>
    /// <param name="latents">[rows, latent].</param>
    /// <param name="drawn">[others, latent].</param>
    internal Tensor Discrepancy(Tensor latents, Tensor drawn)
    {
        int rows = latents.Shape[0], others = drawn.Shape[0];
        if (rows < 2 || others < 2)
        {
            return Tensor.Zeros(Shape.Scalar, latents.Backend);
        }
        Tensor between = Likeness(latents, drawn) * (-2f / ((float)rows * others));
        return Within(latents) + Within(drawn) + between;
    }

    /// <summary>The mean over pairs of different rows: each is alike to itself by one.</summary>
    private Tensor Within(Tensor x)
    {
        float rows = x.Shape[0];
        return Likeness(x, x).Affine(1 / (rows * (rows - 1)), -1 / (rows - 1));
    }

    /// <summary>The sum of the kernel over all pairs.</summary>
    private Tensor Likeness(Tensor a, Tensor b)
    {
        Tensor squares = a.Square().Sum(1, keep: true) + b.Square().Sum(1);
        Tensor distance = (squares - (a.MatMul(b, transposeB: true) * 2)).Maximum(0);
        Tensor? sum = null;
        foreach (float scale in s_scales)
        {
            float perScale = 1 / (2 * a.Shape[1] * scale);
            Tensor alike = _kernel is Kernel.Gaussian ? (distance * -perScale).Exp() : distance.Affine(perScale, 1).Reciprocal();
            sum = sum is null ? alike.Sum() : sum + alike.Sum();
        }
        return sum! * (1f / s_scales.Length);
    }
}
