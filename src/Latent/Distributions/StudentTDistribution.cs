using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent values from Student's t: as the normal near its centre, with tails that fall as a power, so that wild values pull little.</summary>
/// <param name="location">[rows, values]: the centres.</param>
/// <param name="logScale">The logarithms of the scales, in the shape of the location or one that stretches to it.</param>
/// <param name="logDegrees">The logarithms of the degrees of freedom, in such a shape, too.</param>
public sealed class StudentTDistribution(Tensor location, Tensor logScale, Tensor logDegrees) : IndependentDistribution
{
    private static readonly float s_halfLogPi = (float)(0.5 * Math.Log(Math.PI));

    // e^80 is a long way out and its square still a float.
    private const float LargestExponent = 80;

    /// <summary>The centre, which is the mean if there is one: with one degree of freedom or less there is none.</summary>
    public override Tensor Mean => location;

    /// <summary>The logarithms of the degrees of freedom.</summary>
    public Tensor LogDegrees => logDegrees;

    /// <summary>The logarithms of the scales.</summary>
    public Tensor LogScale => logScale;

    private protected override int Rows => location.Shape[0];

    /// <summary>Draws by the polar method of Bailey (1994), sqrt(v (u^(-2/v) - 1)) cos(2 pi w), through which gradients pass.</summary>
    public override Tensor Sample(int samples, Rng rng)
    {
        Shape shape = location.Shape.Prepend(samples);
        Tensor degrees = logDegrees.Exp();
        Tensor u = Tensor.Uniform(shape, rng, location.Backend).Affine(1 - (1f / (1 << 24)), 1f / (1 << 25));
        Tensor angle = Tensor.Uniform(shape, rng, location.Backend).Affine(2 * MathF.PI);
        Tensor radius = ((u.Log().Affine(-2) / degrees).Minimum(LargestExponent).Exp().Affine(1, -1) * degrees).Sqrt();
        return (location + (logScale.Exp() * radius * angle.Cos())).Reshape(location.Shape.WithFirst(samples * location.Shape[0]));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new StudentTDistribution(location.Detach(), logScale.Detach(), logDegrees.Detach());

    private protected override Tensor Elements(Tensor x, int rows)
    {
        Tensor scale = Stretched(logScale, location, rows), log = Stretched(logDegrees, location, rows), half = log.Exp().Affine(0.5f);
        Tensor above = half.Affine(1, 0.5f);
        Tensor normaliser = above.LogGamma() - half.LogGamma() - log.Affine(0.5f, s_halfLogPi) - scale;
        Tensor squares = ((Folded(x, rows) - Folded(location, rows)) * (-scale).Exp()).Square();
        return normaliser - (above * (squares / half.Affine(2)).Affine(1, 1).Log());
    }
}
