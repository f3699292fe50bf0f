using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// The Bernoulli density normalised over [0, 1] (Loaiza-Ganem and Cunningham 2019): what grey levels need for nats that
/// compare between models. With logit l the normaliser is l / tanh(l / 2) when written for the density
/// exp(l x) / (1 + exp(l)); near l = 0 a Taylor series takes over.
/// </summary>
/// <param name="logits">[rows, ...]: log lambda / (1 - lambda).</param>
public sealed class ContinuousBernoulliDistribution(Tensor logits) : Distribution
{
    // Inside this the closed forms lose their digits and the series is exact to float precision.
    private const float SeriesLimit = 0.3f;
    private const float SampleSeriesLimit = 0.05f;

    /// <summary>The log odds of every value.</summary>
    public Tensor Logits => logits;

    /// <summary>The mean: 1 / (1 - exp(-l)) - 1 / l, written with tanh so that nothing overflows, or 1/2 + l/12 - l^3/720 near zero.</summary>
    public override Tensor Mean
    {
        get
        {
            Tensor small = Small(), l = small.Where(Tensor.Full(Shape.Scalar, 1, logits.Backend), logits);
            Tensor square = logits.Square();
            Tensor series = (logits * square.Affine(-1f / 720, 1f / 12)).Affine(1, 0.5f);
            Tensor closed = l.Affine(0.5f).Tanh().Reciprocal().Affine(0.5f, 0.5f) - l.Reciprocal();
            return small.Where(series, closed);
        }
    }

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = Math.Max(logits.Shape[0], x.Shape[0]), columns = logits.Length / logits.Shape[0];
        Tensor normaliser = LogNormaliser().Reshape(new Shape(logits.Shape[0], columns)).Repeat(rows / logits.Shape[0]);
        if (mask is not null)
        {
            normaliser *= mask.Reshape(new Shape(mask.Shape[0], columns)).Repeat(rows / mask.Shape[0]);
        }
        return logits.BernoulliLogProbability(x, mask) + normaliser.Sum(1);
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        // The inverse of the distribution function: log(1 + u (exp(l) - 1)) / l, or u + u (1 - u) (l/2 + l^2 (1 - 2u)/6) near zero.
        Tensor u = Tensor.Uniform(logits.Shape.Prepend(samples), rng, logits.Backend);
        Tensor small = Small(SampleSeriesLimit);
        Tensor l = small.Where(Tensor.Full(Shape.Scalar, 1, logits.Backend), logits);

        // Written with exp(-|l|) so that nothing overflows: for l > 0 the value for u is 1 minus that for -l and 1 - u.
        Tensor magnitude = l.Abs();
        Tensor decay = (-magnitude).Exp();
        Tensor mirrored = -((u * decay.Affine(1, -1)).Affine(1, 1).Log() / magnitude);
        Tensor positive = l.Greater(0);
        Tensor value = positive.Where(mirrored.Affine(-1, 1), mirrored);
        Tensor series = u + ((u - u.Square()) * (logits.Affine(0.5f) + (logits.Square() * u.Affine(-1f / 3, 1f / 6))));
        return small.Where(series, value).Reshape(logits.Shape.WithFirst(samples * logits.Shape[0]));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new ContinuousBernoulliDistribution(logits.Detach());

    private Tensor Small(float limit = SeriesLimit) => Tensor.Full(Shape.Scalar, limit, logits.Backend).Greater(logits.Abs());

    /// <summary>log(l / tanh(l / 2)) for the density relative to the Bernoulli form; log 2 + l^2/12 - 7 l^4/1440 + 31 l^6/90720 near zero.</summary>
    private Tensor LogNormaliser()
    {
        Tensor small = Small();
        Tensor safe = small.Where(Tensor.Full(Shape.Scalar, 1, logits.Backend), logits);
        Tensor closed = safe.Abs().Log() - safe.Affine(0.5f, 0).Abs().Tanh().Log();
        Tensor square = logits.Square();
        Tensor series = (square * (square * square.Affine(31f / 90720, -7f / 1440)).Affine(1, 1f / 12)).Affine(1, (float)Math.Log(2));
        return small.Where(series, closed);
    }
}
