namespace Latent.Tensors.Backends.Reference;

/// <content>Normalisation by the statistics of groups of channels.</content>
internal sealed partial class ReferenceBackend
{
    internal override void Normalize(
        Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Activation activation, Tensor mean, Tensor variance, bool given, Tensor y)
    {
        Span<float> xs = Span(x), means = Span(mean), variances = Span(variance), ys = Span(y);
        if (!given)
        {
            double count = (double)layout.Rows * layout.GroupChannels;
            double[] sums = new double[means.Length], squares = new double[means.Length];
            for (int i = 0; i < xs.Length; i++)
            {
                sums[StatisticOf(i, layout)] += xs[i];
            }
            for (int i = 0; i < xs.Length; i++)
            {
                double difference = xs[i] - (sums[StatisticOf(i, layout)] / count);
                squares[StatisticOf(i, layout)] += difference * difference;
            }
            for (int i = 0; i < sums.Length; i++)
            {
                means[i] = (float)(sums[i] / Math.Max(1, count));
                variances[i] = (float)(squares[i] / Math.Max(1, count));
            }
        }
        for (int i = 0; i < ys.Length; i++)
        {
            int statistic = StatisticOf(i, layout), channel = i % layout.Channels;
            double normal = (xs[i] - (double)means[statistic]) / Math.Sqrt((double)variances[statistic] + epsilon);
            ys[i] = (float)Functions.Value(activation, (normal * At(scale, channel, 1)) + At(shift, channel, 0));
        }
    }

    internal override void NormalizeGradient(
        Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Activation activation, Tensor mean, Tensor variance, bool given, Tensor dy, GradientTarget dx, GradientTarget dScale, GradientTarget dShift)
    {
        Span<float> xs = Span(x), means = Span(mean), variances = Span(variance), dys = Span(dy);
        double[] normals = new double[xs.Length], inner = new double[xs.Length], sums = new double[means.Length], products = new double[means.Length];
        double[] scales = new double[layout.Channels], shifts = new double[layout.Channels];
        for (int i = 0; i < xs.Length; i++)
        {
            int statistic = StatisticOf(i, layout), channel = i % layout.Channels;
            normals[i] = (xs[i] - (double)means[statistic]) / Math.Sqrt((double)variances[statistic] + epsilon);
            double through = dys[i] * Functions.DerivativeAt(activation, (normals[i] * At(scale, channel, 1)) + At(shift, channel, 0));
            shifts[channel] += through;
            scales[channel] += through * normals[i];
            inner[i] = through * At(scale, channel, 1);
            sums[statistic] += inner[i];
            products[statistic] += inner[i] * normals[i];
        }
        double count = (double)layout.Rows * layout.GroupChannels;
        for (int i = 0; i < xs.Length; i++)
        {
            int statistic = StatisticOf(i, layout);
            double through = given ? inner[i] : inner[i] - ((sums[statistic] + (normals[i] * products[statistic])) / count);
            Put(dx, i, through / Math.Sqrt((double)variances[statistic] + epsilon));
        }
        for (int channel = 0; channel < layout.Channels; channel++)
        {
            Put(dScale, channel, scales[channel]);
            Put(dShift, channel, shifts[channel]);
        }
    }

    private static int StatisticOf(int i, in NormalizationLayout layout) =>
        (i / layout.SetLength * layout.Groups) + (i % layout.Channels / layout.GroupChannels);

    private static double At(Tensor? perChannel, int channel, double otherwise) => perChannel is null ? otherwise : Span(perChannel)[channel];
}
