using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>activation(x * W + b) over pictures, sequences or volumes, one kernel.</summary>
public sealed class Convolution : SpatialLayer
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly ConvolutionGeometry _geometry;
    private readonly Activation _activation;

    /// <summary>A convolution with fresh weights: uniform within the square root of 1 / fan-in either way, which is what PyTorch begins with, too.</summary>
    /// <param name="input">[spatial..., channels] of what comes in.</param>
    /// <param name="channels">How many channels come out.</param>
    /// <param name="kernel">The window's extent in every dimension.</param>
    /// <param name="geometry">How the window moves; null for one step at a time and as much padding as keeps the extents of an odd kernel.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="bias">Whether something is added; a normalisation that follows makes it useless.</param>
    /// <param name="backend">Where the weights live.</param>
    /// <exception cref="TensorException">The window does not fit.</exception>
    public Convolution(Shape input, int channels, int kernel, ConvolutionGeometry? geometry, Activation activation, Rng rng, bool bias = true, Backend? backend = null)
        : base(input, Result(input, channels, kernel, geometry ??= new(1, kernel / 2)))
    {
        ArgumentNullException.ThrowIfNull(rng);
        _geometry = geometry;
        _activation = activation;
        Shape weight = WeightShape(input, kernel, input.Columns / geometry.Groups, channels);
        double limit = 1 / Math.Sqrt((double)weight.Length / channels);
        _weight = Tensor.Parameter(Uniform(weight.Length, limit, rng), weight, backend);
        _bias = bias ? Tensor.Parameter(Uniform(channels, limit, rng), new Shape(channels), backend) : null;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).Convolution(_weight, _bias, _geometry, _activation);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.weight", _weight);
        if (_bias is not null)
        {
            parameters.Add($"{path}.bias", _bias);
        }
    }

    private static Shape Result(Shape input, int channels, int kernel, ConvolutionGeometry geometry) => Resized(input, channels, kernel, geometry, transposed: false);
}
