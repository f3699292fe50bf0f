using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Normalisation, between its passes over the elements: what slots found is put together, and what the elements of a
/// column need is laid out. Columns have, one array after the other: mean, factor (scale over deviation), shift, and for
/// the derivative slope and constant: dx = factor g + slope (x - mean) + constant.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    private const int MeanColumn = 4, FactorColumn = 5, ShiftColumn = 6, SlopeColumn = 7, ConstantColumn = 8;

    /// <summary>The mean and variance of every group from those of columns and slots (Chan, Golub and LeVeque 1983), in double precision.</summary>
    private static void FoldMoments(NormalizationJob* job, int set, float* partials, float* columns)
    {
        int channels = job->Channels, width = job->GroupChannels;
        float* means = job->Mean + ((nint)set * job->Groups), variances = job->Variance + ((nint)set * job->Groups);
        if (job->Rows == 1)
        {
            MomentsOfRow(job->X + ((nint)set * job->SetLength), width, job->Groups, means, variances);
            return;
        }
        double* sums = (double*)columns, squares = sums + job->Step;
        new Span<double>(sums, channels).Clear();
        new Span<double>(squares, channels).Clear();
        for (int slot = 0; slot < job->Slots; slot++)
        {
            job->Slot(slot, out int rows, out int columnCount);
            for (float* mean = partials + (2L * slot * job->Step), end = mean + columnCount; mean < end; mean += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    sums[c] += rows * (double)mean[c];
                }
            }
        }
        double count = (double)job->Rows * width;
        for (int group = 0; group < job->Groups; group++)
        {
            double sum = 0;
            for (int c = group * width; c < (group + 1) * width; c++)
            {
                sum += sums[c];
            }
            new Span<double>(sums + (group * width), width).Fill(sum / count);
            means[group] = (float)(sum / count);
        }
        for (int slot = 0; slot < job->Slots; slot++)
        {
            job->Slot(slot, out int rows, out int columnCount);
            for (float* mean = partials + (2L * slot * job->Step), end = mean + columnCount; mean < end; mean += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    double difference = mean[c] - sums[c];
                    squares[c] += mean[job->Step + c] + (rows * difference * difference);
                }
            }
        }
        for (int group = 0; group < job->Groups; group++)
        {
            double sum = 0;
            for (int c = group * width; c < (group + 1) * width; c++)
            {
                sum += squares[c];
            }
            variances[group] = (float)(sum / count);
        }
    }

    /// <summary>Mean and variance of groups that lie whole, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MomentsOfRow(float* x, int width, int groups, float* means, float* variances)
    {
        for (int group = 0; group < groups; group++, x += width)
        {
            double mean = FoldRow<Elementwise.SumFold>(x, width) / width, squares = 0;
            TVector center = TVector.Broadcast((float)mean);
            for (int begin = 0; begin < width; begin += RowBlock)
            {
                int end = Math.Min(begin + RowBlock, width), i = begin;
                TVector sum = default;
                for (; i <= end - TVector.Count; i += TVector.Count)
                {
                    TVector difference = TVector.Load(x + i) - center;
                    sum = TVector.MultiplyAdd(difference, difference, sum);
                }
                squares += TVector.Sum(sum);
                for (; i < end; i++)
                {
                    double difference = x[i] - mean;
                    squares += difference * difference;
                }
            }
            means[group] = (float)mean;
            variances[group] = (float)(squares / width);
        }
    }

    /// <summary>Mean, factor and shift of every column.</summary>
    private static void FillColumns(NormalizationJob* job, int set, float* columns)
    {
        int step = job->Step, width = job->GroupChannels;
        float* mean = columns + (MeanColumn * step), factor = columns + (FactorColumn * step), shift = columns + (ShiftColumn * step);
        for (int group = 0; group < job->Groups; group++)
        {
            int statistic = (set * job->Groups) + group, first = group * width;
            Spread(mean + first, null, job->Mean[statistic], width);
            Spread(factor + first, job->Scale == null ? null : job->Scale + first, Precision(job, statistic), width);
        }
        Spread(shift, job->Shift, job->Shift == null ? 0 : 1, job->Channels);
        Repeat(mean, job);
        Repeat(factor, job);
        Repeat(shift, job);
    }

    /// <summary>The sums of every channel, over slots and repeats, in place of the first slot's.</summary>
    private static void FoldSums(NormalizationJob* job, float* partials)
    {
        if (job->Slots == 1 && job->Repeat == 1)
        {
            return;
        }
        int channels = job->Channels;
        for (int which = 0; which < 2; which++)
        {
            float* sums = partials + ((long)which * job->Step);
            for (int c = 0; c < channels; c++)
            {
                double sum = 0;
                for (int slot = 0; slot < job->Slots; slot++)
                {
                    job->Slot(slot, out _, out int columnCount);
                    float* column = sums + (2L * slot * job->Step);
                    for (int j = c; j < columnCount; j += channels)
                    {
                        sum += column[j];
                    }
                }
                sums[c] = (float)sum;
            }
        }
    }

    /// <summary>What a set adds to the gradients of shift (first) and scale: the sums of g, and those of g (x - mean) over the deviation.</summary>
    private static void ScaleSums(NormalizationJob* job, int set, float* sums, float* item, bool continues)
    {
        int channels = job->Channels, width = job->GroupChannels;
        float* products = sums + job->Step, scaled = item + job->Step;
        for (int group = 0; group < job->Groups; group++)
        {
            float precision = Precision(job, (set * job->Groups) + group);
            int last = (group + 1) * width;
            for (int c = group * width; c < last; c++)
            {
                item[c] = continues ? item[c] + sums[c] : sums[c];
                scaled[c] = continues ? scaled[c] + (precision * products[c]) : precision * products[c];
            }
        }
    }

    /// <summary>Slope and constant of every column.</summary>
    private static void FillGradientColumns(NormalizationJob* job, int set, float* sums, float* columns)
    {
        int step = job->Step, width = job->GroupChannels;
        float* slope = columns + (SlopeColumn * step), constant = columns + (ConstantColumn * step);
        double count = (double)job->Rows * width;
        for (int group = 0; group < job->Groups; group++)
        {
            int first = group * width;
            double precision = Precision(job, (set * job->Groups) + group), sum = 0, products = 0;
            if (!job->Given)
            {
                sum = Dot(job->Scale == null ? null : job->Scale + first, sums + first, width);
                products = Dot(job->Scale == null ? null : job->Scale + first, sums + step + first, width);
            }
            Spread(slope + first, null, (float)(-precision * precision * precision * products / count), width);
            Spread(constant + first, null, (float)(-precision * sum / count), width);
        }
        Repeat(slope, job);
        Repeat(constant, job);
    }

    /// <summary>The gradient of scale or shift from what the items found.</summary>
    private static void FoldItems(NormalizationJob* job, int items, int offset, GradientTarget target)
    {
        if (target.Tensor is null)
        {
            return;
        }
        float* gradient = target.Tensor.Pointer, found = job->Items + offset;
        for (int c = 0; c < job->Channels; c++)
        {
            double sum = target.Accumulate ? gradient[c] : 0;
            for (int item = 0; item < items; item++)
            {
                sum += found[(2L * item * job->Step) + c];
            }
            gradient[c] = (float)sum;
        }
    }

    private static float Precision(NormalizationJob* job, int statistic) => (float)(1 / Math.Sqrt((double)job->Variance[statistic] + job->Epsilon));

    /// <summary>y = a times the number, or the number if there is no a; writes whole vectors, the last one past the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(float* y, float* a, float number, int length)
    {
        TVector factor = TVector.Broadcast(number);
        for (int i = 0; i < length; i += TVector.Count)
        {
            TVector.Store(y + i, a == null ? factor : TVector.Load(a + i) * factor);
        }
    }

    private static void Repeat(float* column, NormalizationJob* job)
    {
        for (int j = job->Channels; j < job->Width; j++)
        {
            column[j] = column[j - job->Channels];
        }
    }

    /// <summary>The sum of a b, or of b if there is no a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(float* a, float* b, int length)
    {
        double total = 0;
        int i = 0;
        while (i <= length - TVector.Count)
        {
            TVector sum = default;
            for (int end = Math.Min(length, i + RowBlock); i <= end - TVector.Count; i += TVector.Count)
            {
                sum = a == null ? sum + TVector.Load(b + i) : TVector.MultiplyAdd(TVector.Load(a + i), TVector.Load(b + i), sum);
            }
            total += TVector.Sum(sum);
        }
        for (; i < length; i++)
        {
            total += a == null ? b[i] : (double)a[i] * b[i];
        }
        return total;
    }
}
