using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>How a decoder's output and a mean belong together: the link function of generalised linear models. Networks that mix means, such as copies of known pixels, need it.</summary>
public abstract class MeanLink
{
    /// <summary>The output is the mean.</summary>
    public static MeanLink Identity { get; } = new AffineLink(1, 0);

    /// <summary>The output is 0 in the middle of [0, 1] and -1 or 1 at its ends.</summary>
    public static MeanLink Centred { get; } = new AffineLink(0.5f, 0.5f);

    /// <summary>The output is the log odds of a mean in [0, 1].</summary>
    public static MeanLink LogOdds { get; } = new LogOddsLink();

    /// <summary>The means of outputs.</summary>
    public abstract Tensor ToMean(Tensor output);

    /// <summary>The outputs of means.</summary>
    public abstract Tensor FromMean(Tensor mean);

    private sealed class AffineLink(float scale, float shift) : MeanLink
    {
        private readonly bool _nothing = (scale, shift) == (1, 0);

        public override Tensor ToMean(Tensor output) => _nothing ? output : output.Affine(scale, shift);

        public override Tensor FromMean(Tensor mean) => _nothing ? mean : mean.Affine(1 / scale, -shift / scale);
    }

    private sealed class LogOddsLink : MeanLink
    {
        // Log odds of means at the very ends stay finite.
        private const float Margin = 0.001f;

        public override Tensor ToMean(Tensor output) => output.Sigmoid();

        public override Tensor FromMean(Tensor mean)
        {
            Tensor inner = mean.Affine(1 - (2 * Margin), Margin);
            return inner.Log() - inner.Affine(-1, 1).Log();
        }
    }
}
