using Latent.Bounds;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Contracts;

/// <summary>
/// z ~ N(0, I) in two dimensions, x = W z + b + noise in four: a model whose log p(x) and posterior are known. The rows of
/// W are orthogonal, so that the true posterior is a diagonal Gaussian, which the encoder is or nearly is.
/// </summary>
internal sealed class LinearGaussian
{
    public const int Rows = 8;
    private const int Width = 4, Latents = 2;
    private const double Deviation = 0.5;

    private static readonly double[][] s_weights = [[0.6, 0.6, 0.6, 0.6], [0.5, -0.5, 0.5, -0.5]];
    private static readonly double[] s_bias = [0.1, -0.2, 0.3, 0];

    /// <param name="bound">The bound.</param>
    /// <param name="error">How far the encoder is from the true posterior: the means' weights are off by this share, the log variances by this much.</param>
    public LinearGaussian(Bound bound, double error = 0.6)
    {
        var rng = new Rng(1);
        var encoder = new Linear(Width, 2 * Latents, Activation.None, rng);
        var decoder = new Linear(Latents, Width, Activation.None, rng);
        Model = new Vae(new Shape(Width), encoder, new DiagonalGaussian(Latents), new StandardNormal(Latents), decoder, new Gaussian(Width, Variance.Fixed, Deviation), bound);
        EncoderWeight = Model.Parameters[0];
        DecoderWeight = Model.Parameters[2];
        float[] toMean = new float[Width * 2 * Latents], encoderBias = new float[2 * Latents];
        for (int k = 0; k < Latents; k++)
        {
            double precision = 1 + (Square(s_weights[k]) / (Deviation * Deviation));
            encoderBias[Latents + k] = (float)(error - Math.Log(precision));
            for (int j = 0; j < Width; j++)
            {
                double slope = s_weights[k][j] / (Deviation * Deviation * precision) * (1 - (error / 2));
                toMean[(j * 2 * Latents) + k] = (float)slope;
                encoderBias[k] -= (float)(slope * s_bias[j]);
            }
        }
        EncoderWeight.Set(toMean);
        Model.Parameters[1].Set(encoderBias);
        DecoderWeight.Set([.. s_weights.SelectMany(w => w).Select(w => (float)w)]);
        Model.Parameters[3].Set([.. s_bias.Select(b => (float)b)]);
        float[] values = new float[Rows * Width];
        for (int r = 0; r < Rows; r++)
        {
            double[] z = [rng.NextNormal(), rng.NextNormal()];
            for (int j = 0; j < Width; j++)
            {
                values[(r * Width) + j] = (float)((z[0] * s_weights[0][j]) + (z[1] * s_weights[1][j]) + s_bias[j] + (Deviation * rng.NextNormal()));
            }
        }
        Values = values;
        LogEvidence = Enumerable.Range(0, Rows).Average(r => LogProbability(values.AsSpan(r * Width, Width)));
    }

    public Vae Model { get; }

    public Tensor EncoderWeight { get; }

    public Tensor DecoderWeight { get; }

    /// <summary>[rows, 4]: data drawn from the model.</summary>
    public float[] Values { get; }

    public Shape Shape { get; } = new(Rows, Width);

    /// <summary>The mean over the rows of the exact log p(x).</summary>
    public double LogEvidence { get; }

    public static StepContext Context(double epoch = 0) => new(0, epoch, 10, Rows, new Rng(3));

    public Batch Batch() => new(Tensor.From(Values, Shape));

    /// <summary>The bound on these rows with the noise of one seed, as in training.</summary>
    public Tensor Objective(ulong seed, double epoch = 0) => Model.Bound.Objective(Pass(seed), Context(epoch));

    public Pass Pass(ulong seed) => Model.Infer(Batch(), Model.Bound.Samples, new Rng(seed), new Phase(new Rng(seed).Split(1)));

    /// <summary>The mean of the bound over many draws, and that mean's standard error.</summary>
    public (double Mean, double Error) Average(int draws)
    {
        double sum = 0, squares = 0;
        var tape = new Tape(record: false);
        for (int i = 0; i < draws; i++)
        {
            using Tape.Scope scope = tape.Begin();
            double value = Objective((ulong)i).Item() - LogEvidence;
            sum += value;
            squares += value * value;
        }
        double mean = sum / draws;
        return (mean + LogEvidence, Math.Sqrt(Math.Max(0, (squares / draws) - (mean * mean)) / draws));
    }

    /// <summary>The mean over the rows of the exact log-density of the values that a mask, one for all rows, leaves.</summary>
    public double LogEvidenceOf(IReadOnlyList<bool> observed)
    {
        int[] left = [.. Enumerable.Range(0, Width).Where(j => observed[j])];
        int n = left.Length;
        double[,] factor = new double[n, n];
        double logDeterminant = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = s_weights.Sum(w => w[left[i]] * w[left[j]]) + (i == j ? Deviation * Deviation : 0);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[i, k] * factor[j, k];
                }
                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
            logDeterminant += 2 * Math.Log(factor[i, i]);
        }
        return Enumerable.Range(0, Rows).Average(r =>
        {
            double[] y = new double[n];
            for (int i = 0; i < n; i++)
            {
                double rest = Values[(r * Width) + left[i]] - s_bias[left[i]];
                for (int k = 0; k < i; k++)
                {
                    rest -= factor[i, k] * y[k];
                }
                y[i] = rest / factor[i, i];
            }
            return -0.5 * (Square(y) + logDeterminant + (n * Math.Log(2 * Math.PI)));
        });
    }

    /// <summary>log N(x; b, W'W + variance I), whose eigenvectors are the rows of W and what is orthogonal to them.</summary>
    private static double LogProbability(ReadOnlySpan<float> x)
    {
        double variance = Deviation * Deviation, square = 0, log = Width * Math.Log(2 * Math.PI * variance);
        double[] along = new double[Latents];
        for (int j = 0; j < Width; j++)
        {
            double d = x[j] - s_bias[j];
            square += d * d / variance;
            along[0] += d * s_weights[0][j];
            along[1] += d * s_weights[1][j];
        }
        for (int k = 0; k < Latents; k++)
        {
            double length = Square(s_weights[k]);
            log += Math.Log((variance + length) / variance);
            square -= along[k] * along[k] / (variance * (variance + length));
        }
        return -0.5 * (square + log);
    }

    private static double Square(double[] v) => v.Sum(a => a * a);
}
