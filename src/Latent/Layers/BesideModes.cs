using Latent.Samplers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Mode-specific normalisation (Xu et al. 2019, "Modeling tabular data using conditional GAN"): beside a row it sets, for each of its first values, to which
/// mode of that number's distribution it belongs, as a probability of each, and where it lies within them, in four deviations of theirs. Modes are those of a mixture of
/// normal distributions, as many as the Bayesian information criterion finds, 8 at most. All is 0 at a value of 0, which stands for a hidden or missing one, too.
/// </summary>
public sealed class BesideModes : BesideNumbers
{
    private const int Modes = 8, MostValues = 4000;

    // A mode that is not there has so small a share that no value belongs to it.
    private const float Absent = -1e30f;

    private readonly Tensor _mean, _rise, _bias, _sharesAtZero, _placeAtZero;
    private readonly Rng _rng;

    /// <summary>For rows of so many values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="numbers">How many of the first get their modes beside them.</param>
    /// <param name="rng">Where the points that mixtures are fitted from are drawn from.</param>
    /// <param name="backend">Where the modes are; null for the default.</param>
    public BesideModes(int values, int numbers, Rng rng, Backend? backend = null)
        : base(values, numbers, Modes + 1)
    {
        ArgumentNullException.ThrowIfNull(rng);
        _rng = rng;
        var shape = new Shape(numbers, Modes);
        _mean = Tensor.Zeros(shape, backend);
        _rise = Tensor.Zeros(shape, backend);
        _bias = Tensor.Zeros(shape, backend);
        _sharesAtZero = Tensor.Zeros(shape, backend);
        _placeAtZero = Tensor.Zeros(new Shape(numbers), backend);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape[0];
        Tensor flat = x.Reshape(new Shape(rows, Inputs));
        (Tensor shares, Tensor place) = Within(flat.Slice(1, 0, Numbers));
        return TensorOperations.Concat(1, flat, (shares - _sharesAtZero).Reshape(new Shape(rows, Numbers * Modes)), place - _placeAtZero);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.AddStatistic($"{path}.mean", _mean);
        parameters.AddStatistic($"{path}.rise", _rise);
        parameters.AddStatistic($"{path}.bias", _bias);
        parameters.AddStatistic($"{path}.shares-at-zero", _sharesAtZero);
        parameters.AddStatistic($"{path}.place-at-zero", _placeAtZero);
    }

    private protected override void Learn(float[][] sorted)
    {
        float[] mean = new float[Numbers * Modes], rise = new float[mean.Length], bias = new float[mean.Length];
        Array.Fill(bias, Absent);
        for (int i = 0; i < Numbers; i++)
        {
            GaussianMixture? mixture = Fitted(sorted[i], _rng.Split((ulong)i));
            bias[i * Modes] = 0;
            for (int mode = 0; mode < (mixture?.Weights.Length ?? 0); mode++)
            {
                int at = (i * Modes) + mode;
                mean[at] = (float)mixture!.Means[mode];
                rise[at] = (float)(1 / mixture.Factors[mode]);
                bias[at] = (float)(Math.Log(mixture.Weights[mode]) - Math.Log(mixture.Factors[mode]));
            }
        }
        _mean.Set(mean);
        _rise.Set(rise);
        _bias.Set(bias);
        (Tensor shares, Tensor place) = Within(Tensor.Zeros(new Shape(1, Numbers), _mean.Backend));
        _sharesAtZero.Set(shares.ToArray());
        _placeAtZero.Set(place.ToArray());
    }

    /// <summary>[rows, numbers, modes], to which modes numbers belong, and [rows, numbers], where within them they lie.</summary>
    private (Tensor Shares, Tensor Place) Within(Tensor numbers)
    {
        Tensor apart = (numbers.Reshape(new Shape(numbers.Shape[0], Numbers, 1)) - _mean) * _rise;
        Tensor shares = (apart.Square().Affine(-0.5f) + _bias).Softmax();
        return (shares, (shares * apart.Affine(0.25f).Clip(-1, 1)).Sum(2));
    }

    /// <summary>The mixture that says most of the values for what it costs; null where they do not vary.</summary>
    private static GaussianMixture? Fitted(float[] sorted, Rng rng)
    {
        int count = Math.Min(sorted.Length, MostValues);
        if (count < 2 || sorted[0] == sorted[^1])
        {
            return null;
        }
        double[] points = [.. Enumerable.Range(0, count).Select(i => (double)sorted[(int)((long)i * sorted.Length / count)])];
        GaussianMixture? best = null;
        double least = double.PositiveInfinity;
        for (int modes = 1; modes <= Math.Min(Modes, count); modes++)
        {
            var mixture = new GaussianMixture(modes, 1);
            mixture.Fit(points, rng.Split((ulong)modes));
            // A weight, a mean and a deviation each; weights sum to 1.
            double criterion = (((3 * modes) - 1) * Math.Log(count)) - (2 * count * mixture.LogDensity);
            if (criterion < least)
            {
                (least, best) = (criterion, mixture);
            }
        }
        return best;
    }
}
