using System.Globalization;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Penalties;

/// <summary>
/// A network that scores rows, high for those that look real, and whose inner features say what a row shows. Rows with
/// neighbourhoods are halved by convolutions and scored patch by patch (Isola et al. 2017): a score of the whole rewards
/// one pattern that all made rows share. Others go through fully connected layers. What is scored knows, too, how far the
/// rows of a batch differ in their features (Karras et al. 2018), so that made rows that are all alike are told at once.
/// All weights are spectrally normalised.
/// </summary>
internal sealed class Critic
{
    private const int Kernel = 4;
    private const float Slope = 0.2f, SmallestVariance = 1e-8f;

    private static readonly ConvolutionGeometry s_halving = new(2, 1);

    private readonly Shape _row;
    private readonly bool _isUnit;
    private readonly int _layers;
    private readonly SpectralWeight[] _weights;
    private readonly Tensor[] _biases;
    private readonly Tensor[] _normalized;

    /// <param name="row">[spatial..., channels], or [values] of rows without neighbourhoods.</param>
    /// <param name="isUnit">Whether values lie in [0, 1]; they are brought to [-1, 1].</param>
    /// <param name="channels">How many channels, or values, every layer gives.</param>
    /// <param name="layers">How many layers lead to the features.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="backend">Where they live.</param>
    public Critic(Shape row, bool isUnit, IReadOnlyList<int> channels, int layers, Rng rng, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layers, channels.Count);
        (_row, _isUnit, _layers) = (row, isUnit, layers);
        _weights = new SpectralWeight[channels.Count + 1];
        _biases = new Tensor[channels.Count];
        _normalized = new Tensor[channels.Count + 1];
        IEnumerable<int> window = Enumerable.Repeat(Kernel, row.Rank - 1);
        for (int i = 0; i < channels.Count; i++)
        {
            _weights[i] = new SpectralWeight(new Shape([.. window, Inputs(i), channels[i]]), rng, backend);
            _biases[i] = Tensor.Parameter(new float[channels[i]], new Shape(channels[i]), backend);
        }
        _weights[^1] = new SpectralWeight(new Shape(Inputs(channels.Count), 1), rng, backend);

        int Inputs(int layer) => (layer == 0 ? row.Columns : channels[layer - 1]) + (layer == layers ? 1 : 0);
    }

    /// <summary>How often rows of this shape can be halved, at most.</summary>
    public static int MostLayers(Shape row)
    {
        int layers = row.Rank == 1 ? int.MaxValue : 30;
        for (int d = 0; d < row.Rank - 1; d++)
        {
            layers = Math.Min(layers, int.Log2(row[d]));
        }
        return layers;
    }

    /// <summary>Normalises the weights once for all that is shown before the next update.</summary>
    public void Begin()
    {
        for (int i = 0; i < _weights.Length; i++)
        {
            _normalized[i] = _weights[i].Normalized();
        }
    }

    /// <summary>What rows show.</summary>
    /// <param name="rows">[rows, ...].</param>
    /// <returns>[rows, ...], the features.</returns>
    public Tensor Features(Tensor rows)
    {
        Tensor x = rows.Reshape(_row.Prepend(rows.Shape[0]));
        return Through(_isUnit ? x.Affine(2, -1) : x, 0, _layers);
    }

    /// <summary>How real rows look that have these features.</summary>
    /// <returns>[rows * patches, 1].</returns>
    public Tensor Score(Tensor features)
    {
        Tensor x = Through(features.Concat(Spread(features), ^1), _layers, _biases.Length);
        return x.Reshape(new Shape(x.Length / x.Shape.Columns, x.Shape.Columns)).MatMul(_normalized[^1]);
    }

    public void Collect(string path, ParameterSet parameters)
    {
        for (int i = 0; i < _weights.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
            _weights[i].Collect(name, parameters);
            if (i < _biases.Length)
            {
                parameters.Add($"{name}.bias", _biases[i]);
            }
        }
    }

    /// <summary>The standard deviation over the rows at every place, a mean over the channels: the same for every row.</summary>
    private static Tensor Spread(Tensor features)
    {
        Tensor variance = (features - features.Mean(0, keep: true)).Square().Mean(0, keep: true);
        return variance.Affine(1, SmallestVariance).Sqrt().Mean(^1, keep: true).Repeat(features.Shape[0]);
    }

    private Tensor Through(Tensor x, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            Tensor y = _row.Rank == 1 ? x.Linear(_normalized[i], _biases[i]) : x.Convolution(_normalized[i], _biases[i], s_halving);
            x = y.LeakyRelu(Slope);
        }
        return x;
    }
}
