using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent values with density exp(-|x - mean| / b) / 2b: heavier tails than the normal, so that single wild values pull less.</summary>
/// <param name="mean">[rows, values].</param>
/// <param name="logScale">log b, in the shape of the mean or one that stretches to it.</param>
public sealed class LaplaceDistribution(Tensor mean, Tensor logScale) : IndependentDistribution
{
    private static readonly float s_logTwo = (float)Math.Log(2);

    /// <inheritdoc/>
    public override Tensor Mean => mean;

    private protected override int Rows => mean.Shape[0];

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        // Symmetric in u: -sign(v) log(1 - 2|v|) for v uniform within one half either way.
        Tensor v = Tensor.Uniform(mean.Shape.Prepend(samples), rng, mean.Backend).Affine(1, -0.5f);
        Tensor noise = v.Sign() * -v.Abs().Affine(-2, 1).Maximum(1e-7f).Log();
        return (mean + (logScale.Exp() * noise)).Reshape(mean.Shape.WithFirst(samples * mean.Shape[0]));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new LaplaceDistribution(mean.Detach(), logScale.Detach());

    private protected override Tensor Elements(Tensor x, int rows)
    {
        Tensor log = logScale.Shape == mean.Shape ? Folded(logScale, rows) : logScale;
        return -(((Folded(x, rows) - Folded(mean, rows)).Abs() / log.Exp()) + log).Affine(1, s_logTwo);
    }
}
