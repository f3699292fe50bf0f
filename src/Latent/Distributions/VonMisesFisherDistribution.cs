using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Points on the unit sphere that concentrate around a mean direction: density proportional to exp(k mean . x), with
/// respect to the sphere's area. k = 0 is the uniform distribution.
/// </summary>
/// <param name="direction">[rows, values], of length one: the mean directions.</param>
/// <param name="concentration">[rows, 1]: k, at least 0.</param>
public sealed class VonMisesFisherDistribution(Tensor direction, Tensor concentration) : Distribution
{
    private readonly int _dimension = direction.Shape[1];

    /// <inheritdoc/>
    public override bool CoversSpace => false;

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <summary>[rows, values]: the mean directions.</summary>
    public Tensor Direction => direction;

    /// <summary>[rows, 1]: k.</summary>
    public Tensor Concentration => concentration;

    /// <summary>[rows, values]: the mean, inside the sphere.</summary>
    public override Tensor Mean => direction * concentration.SphereMeanCosine(_dimension);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireWhole(mask);
        int rows = Math.Max(x.Shape[0], direction.Shape[0]), fewest = Math.Min(x.Shape[0], direction.Shape[0]);

        // cos - 1 = -|x - mean|^2 / 2 for vectors of length one: no digits are lost near the mean.
        Tensor deficit = (Folded(x, fewest) - Folded(direction, fewest)).Square().Sum(2, keep: true).Affine(-0.5f);
        Tensor log = (deficit * Folded(concentration, fewest)) - Folded(concentration.SphereLogNormaliser(_dimension), fewest);
        return log.Affine(1, -(float)UniformSphereDistribution.LogArea(_dimension)).Reshape(new Shape(rows));
    }

    /// <summary>
    /// Draws by rejection of the angle to the mean (Davidson et al. 2018), and a uniform tangent at the mean. The gradient
    /// is exact: the angle keeps its rank in its distribution, and the tangent moves with the mean as if the whole sphere turned.
    /// </summary>
    /// <returns>[samples * rows, values], of length one.</returns>
    public override Tensor Sample(int samples, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        int rows = direction.Shape[0];
        Tensor angle = concentration.SphereAngle(_dimension, samples, rng);
        Tensor mean = samples == 1 ? direction : direction.Repeat(samples), held = mean.Detach();
        Tensor noise = Tensor.Normal(new Shape(samples * rows, _dimension), rng, direction.Backend);
        Tensor tangent = UniformSphereDistribution.Direction(noise - (held * (noise * held).Sum(1, keep: true))).Detach();

        // What is subtracted is zero, but for rounding; its derivative is the turn.
        tangent -= held * (mean * tangent).Sum(1, keep: true);
        return (mean * angle.Cos()) + (tangent * angle.Sin());
    }

    /// <inheritdoc/>
    public override Tensor? KlTo(Distribution other) => other is UniformSphereDistribution ? concentration.SphereKl(_dimension) : null;

    /// <summary>Points along the arcs from the mean direction, this share of the way or further.</summary>
    public override Tensor Spread(Tensor values, float scale)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor mean = direction.Repeat(values.Shape[0] / direction.Shape[0]), away = values - mean;
        return UniformSphereDistribution.Direction(mean + (away * scale));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new VonMisesFisherDistribution(direction.Detach(), concentration.Detach());
}
