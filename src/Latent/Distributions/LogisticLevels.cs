using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// The logistic distribution cut into the 256 levels of an 8-bit value scaled to [0, 1]. Level k gets the probability of
/// the interval half a level either way of it; the lowest and the highest get the tails, too.
/// </summary>
internal static class LogisticLevels
{
    private const float Last = 255;
    private const float HalfLevel = 0.5f / Last;

    // Wider than this, a spread makes no difference but costs the mean its digits.
    private const float WidestLogScale = 5;

    /// <summary>The logarithm of the probability of the level at every x, with broadcasting.</summary>
    public static Tensor LogMass(Tensor x, Tensor location, Tensor logScale)
    {
        Tensor inverse = (-logScale).Exp(), centred = x - location;
        Tensor above = (centred + HalfLevel) * inverse, below = (centred - HalfLevel) * inverse;

        // With F the logistic function and w the width of a level over the scale, F(above) - F(below) is
        // (1 - exp(-w)) F(above) F(-below), whose logarithm loses no digits in the tails; and 1 - exp(-w) is
        // tanh(w/2) (1 + exp(-w)), which loses none for wide scales.
        Tensor width = inverse * (2 * HalfLevel);
        Tensor inner = width.Affine(0.5f).Tanh().Log() + (-width).Softplus();
        Tensor notLowest = x.Greater(HalfLevel), notHighest = Tensor.Full(Shape.Scalar, 1 - HalfLevel, x.Backend).Greater(x);
        return (notLowest * notHighest * inner) - (notHighest * (-above).Softplus()) - (notLowest * below.Softplus());
    }

    /// <summary>
    /// The mean of the logistic cut at 0 and 1. It is that of the levels up to 1e-7 for scales of half a level or more,
    /// and within half a level of it for narrower ones.
    /// </summary>
    public static Tensor Mean(Tensor location, Tensor logScale)
    {
        Tensor scale = logScale.Minimum(WidestLogScale).Exp();
        return scale * ((location / scale).Softplus() - ((location - 1) / scale).Softplus());
    }

    /// <summary>Draws: the location and spread of every element, already in the shape of the result.</summary>
    public static Tensor Sample(Tensor location, Tensor scale, Shape shape, Rng rng)
    {
        // 2^-24 and 2^-25 keep the uniform draws off 0 and 1.
        Tensor u = Tensor.Uniform(shape, rng, location.Backend).Affine(1 - (1f / (1 << 24)), 1f / (1 << 25));
        Tensor value = location + (scale * (u.Log() - u.Affine(-1, 1).Log()));
        return Rounded(value.Clip(0, 1));
    }

    /// <summary>The nearest level: adding 1.5 x 2^23 leaves a float no digits behind the point.</summary>
    private static Tensor Rounded(Tensor x) => x.Affine(Last).Affine(1, 12582912f).Affine(1, -12582912f) / Last;
}
