using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>The uniform distribution on the unit sphere, the same for every row. Its density is with respect to the sphere's area.</summary>
public sealed class UniformSphereDistribution : Distribution
{
    private readonly Tensor _zero;
    private readonly float _logDensity;

    /// <summary>The distribution of rows of <paramref name="zero"/>'s shape.</summary>
    /// <param name="zero">[1, values] zeros: the mean.</param>
    internal UniformSphereDistribution(Tensor zero)
    {
        _zero = zero;
        _logDensity = (float)-LogArea(zero.Length);
    }

    /// <inheritdoc/>
    public override bool CoversSpace => false;

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override Tensor Mean => _zero;

    /// <summary>The logarithm of the area of the unit sphere around which there are so many dimensions: log(2 pi^(m/2) / Gamma(m/2)).</summary>
    public static double LogArea(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);

        // From the two points of a line, or the circle, two dimensions at a time.
        double log = dimension % 2 == 1 ? Math.Log(2) : Math.Log(2 * Math.PI);
        for (int m = dimension % 2 == 1 ? 3 : 4; m <= dimension; m += 2)
        {
            log += Math.Log(2 * Math.PI / (m - 2));
        }
        return log;
    }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireWhole(mask);
        return Tensor.Full(new Shape(x.Shape[0]), _logDensity, x.Backend);
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => Direction(Tensor.Normal(new Shape(samples, _zero.Length), rng, _zero.Backend));

    /// <summary>The values as they are: all of the sphere is as near to the mean.</summary>
    public override Tensor Spread(Tensor values, float scale) => values;

    /// <inheritdoc/>
    public override Distribution Detach() => this;

    /// <summary>Rows brought to length one.</summary>
    internal static Tensor Direction(Tensor x) => x / x.Square().Sum(1, keep: true).Maximum(1e-30f).Sqrt();
}
