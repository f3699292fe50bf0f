namespace Latent.Tensors.Backends.Reference;

/// <content>Samples of, and divergences between, diagonal Gaussians.</content>
internal sealed partial class ReferenceBackend
{
    internal override void GaussianSample(Tensor mean, Tensor logVariance, ulong key, ulong counter, Tensor z)
    {
        Random(RandomDistribution.Normal, key, counter, z);
        Span<float> means = Span(mean), vs = Span(logVariance), zs = Span(z);
        for (int i = 0; i < zs.Length; i++)
        {
            zs[i] = (float)(means[i % means.Length] + (Math.Exp(0.5 * vs[i % vs.Length]) * zs[i]));
        }
    }

    internal override void GaussianSampleGradient(Tensor mean, Tensor z, Tensor dz, GradientTarget dMean, GradientTarget dLogVariance)
    {
        Span<float> means = Span(mean), zs = Span(z), dzs = Span(dz);
        for (int i = 0; i < means.Length; i++)
        {
            double sum = 0, sumOfProducts = 0;
            for (int j = i; j < zs.Length; j += means.Length)
            {
                sum += dzs[j];
                sumOfProducts += (double)dzs[j] * ((double)zs[j] - means[i]);
            }
            Put(dMean, i, sum);
            Put(dLogVariance, i, 0.5 * sumOfProducts);
        }
    }

    internal override void GaussianKl(Tensor mean, Tensor logVariance, Tensor y)
    {
        Span<float> means = Span(mean), vs = Span(logVariance), ys = Span(y);
        for (int i = 0; i < ys.Length; i++)
        {
            double m = means[i], v = vs[i];
            ys[i] = (float)(0.5 * ((m * m) + (Functions.ExpMinusOne(v) - v)));
        }
    }

    internal override void GaussianKlGradient(Tensor mean, Tensor logVariance, Tensor dy, GradientTarget dMean, GradientTarget dLogVariance)
    {
        Span<float> means = Span(mean), vs = Span(logVariance), dys = Span(dy);
        for (int i = 0; i < dys.Length; i++)
        {
            Put(dMean, i, (double)dys[i] * means[i]);
            Put(dLogVariance, i, dys[i] * 0.5 * Functions.ExpMinusOne(vs[i]));
        }
    }

    private static void Put(GradientTarget target, int i, double value)
    {
        if (target.Tensor is not null)
        {
            Put(Span(target.Tensor), i, value, target.Accumulate);
        }
    }
}
