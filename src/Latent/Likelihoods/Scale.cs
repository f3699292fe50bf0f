using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>
/// The logarithm of a likelihood's spread, wherever it comes from. Learned and predicted ones have a soft floor:
/// without it the density of data that the decoder can repeat exactly grows without bound and training diverges.
/// </summary>
internal sealed class Scale
{
    private readonly Variance _kind;
    private readonly int _values;
    private readonly double _initial;
    private readonly double _floor;
    private readonly Tensor _log;

    /// <param name="kind">Where the spread comes from.</param>
    /// <param name="values">How many values a row has.</param>
    /// <param name="log">The fixed, or the initial, logarithm of the spread.</param>
    /// <param name="floor">The least logarithm of a spread that is learned or predicted.</param>
    /// <param name="backend">Where learned ones live.</param>
    public Scale(Variance kind, int values, float log, float floor, Backend? backend)
    {
        _kind = kind;
        _values = values;
        _initial = log;
        _floor = floor;
        float[] initial = new float[kind is Variance.Feature ? values : 1];
        Array.Fill(initial, kind is Variance.Fixed ? log : InverseSoftplus(log - floor));
        var shape = new Shape(initial.Length);
        _log = kind is Variance.Scalar or Variance.Feature ? Tensor.Parameter(initial, shape, backend) : Tensor.Constant(initial, shape, backend);
    }

    public int OutputsPerValue => _kind is Variance.Predicted ? 2 : 1;

    /// <summary>Splits the decoder's output into the means and the logarithm of the spread, both in the shape of a row.</summary>
    public void Split(Tensor decoded, out Tensor mean, out Tensor log)
    {
        int rows = decoded.Shape[0];
        if (_kind is Variance.Predicted)
        {
            Shape shape = decoded.Shape.Rank == 2 ? new Shape(rows, _values) : decoded.Shape.WithoutFirst().WithFirst(rows);
            Tensor halves = decoded.Reshape(new Shape(rows, 2 * _values));
            mean = halves.Slice(1, 0, _values).Reshape(shape);
            log = Floored(halves.Slice(1, _values, _values), _initial, _floor).Reshape(shape);
        }
        else
        {
            mean = decoded;
            log = _kind is Variance.Fixed ? _log : _log.Softplus().Affine(1, (float)_floor);
            log = _kind is Variance.Feature ? log.Reshape(decoded.Shape.WithFirst(1)) : log;
        }
    }

    public void Collect(string path, ParameterSet parameters)
    {
        if (_kind is Variance.Scalar or Variance.Feature)
        {
            parameters.Add(path, _log);
        }
    }

    /// <summary>The logarithm of a spread that begins, at 0, with <paramref name="initial"/> and never falls below <paramref name="floor"/>.</summary>
    public static Tensor Floored(Tensor raw, double initial, double floor) => raw.Affine(1, InverseSoftplus(initial - floor)).Softplus().Affine(1, (float)floor);

    private static float InverseSoftplus(double y) => (float)(y > 20 ? y : Math.Log(Math.Exp(y) - 1));
}
