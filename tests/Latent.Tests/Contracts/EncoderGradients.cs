using Latent.Bounds;
using Latent.Tensors;

namespace Latent.Tests.Contracts;

/// <summary>The gradient of a bound by the encoder of a linear-Gaussian model, over many draws: its mean, and that mean's variance.</summary>
internal sealed class EncoderGradients
{
    private readonly double[] _means;
    private readonly double[] _variances;

    public EncoderGradients(Bound bound, int draws = 300, double error = 0.6)
    {
        var linear = new LinearGaussian(bound, error);
        Tensor[] encoder = [linear.Model.Parameters[0], linear.Model.Parameters[1]];
        double[] sums = new double[encoder.Sum(p => p.Length)], squares = new double[sums.Length];
        for (int draw = 0; draw < draws; draw++)
        {
            ulong seed = (ulong)draw;
            float[] gradient = [.. FiniteDifferences.Gradients(encoder, () => linear.Objective(seed)).SelectMany(g => g)];
            for (int i = 0; i < gradient.Length; i++)
            {
                sums[i] += gradient[i];
                squares[i] += (double)gradient[i] * gradient[i];
            }
        }
        _means = [.. sums.Select(s => s / draws)];
        _variances = [.. sums.Zip(squares, (s, q) => ((q / draws) - (s / draws * (s / draws))) / draws)];
    }

    /// <summary>The sum of the variances.</summary>
    public double Noise => _variances.Sum();

    /// <summary>The largest element of the mean.</summary>
    public double Largest => _means.Max(Math.Abs);

    public void ShouldAgreeWith(EncoderGradients other)
    {
        for (int i = 0; i < _means.Length; i++)
        {
            _means[i].ShouldBe(other._means[i], 4 * Math.Sqrt(_variances[i] + other._variances[i]), $"element {i}");
        }
        Largest.ShouldBeGreaterThan(1e-3);
    }
}
