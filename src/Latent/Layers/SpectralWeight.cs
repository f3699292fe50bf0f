using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// The weight of a linear map or a convolution, divided by its largest singular value (Miyato et al. 2018): what it is
/// applied to cannot be stretched without bound, which keeps a critic's gradients useful. One step of the power iteration
/// is made whenever the weight is asked for; the direction it has come to is a statistic, kept with the parameters.
/// </summary>
public sealed class SpectralWeight
{
    private const float Smallest = 1e-12f;

    private readonly Tensor _weight;
    private readonly Tensor _direction;

    /// <summary>A fresh weight: uniform within the square root of 1 / fan-in either way.</summary>
    /// <param name="shape">[..., in, out].</param>
    /// <param name="rng">Where it is drawn from.</param>
    /// <param name="backend">Where it lives.</param>
    public SpectralWeight(Shape shape, Rng rng, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfZero(shape.Length);
        _weight = FreshWeights.Draw(shape, shape.Rows, rng, backend);
        float[] direction = new float[shape.Columns];
        foreach (ref float value in direction.AsSpan())
        {
            value = (float)rng.NextNormal();
        }
        _direction = Tensor.Constant(direction, new Shape(1, shape.Columns), backend);
    }

    /// <summary>How many values go in for one window, and how many come out.</summary>
    public (int Inputs, int Outputs) Size => (_weight.Length / _weight.Shape.Columns, _weight.Shape.Columns);

    /// <summary>The weight over its largest singular value, as far as the iteration has found it.</summary>
    /// <returns>[..., in, out].</returns>
    public Tensor Normalized()
    {
        Tensor matrix = _weight.Reshape(new Shape(Size.Inputs, Size.Outputs)), held = matrix.Detach();
        Tensor left = Unit(_direction.MatMul(held, transposeB: true));
        Tensor right = Unit(left.MatMul(held));
        _direction.CopyFrom(right);
        Tensor value = (left.MatMul(matrix) * right).Sum();
        return _weight * value.Maximum(Smallest).Reciprocal();
    }

    /// <summary>Adds the weight and the iteration's direction.</summary>
    public void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.weight", _weight);
        parameters.AddStatistic($"{path}.direction", _direction);
    }

    private static Tensor Unit(Tensor vector) => vector * vector.Square().Sum().Sqrt().Maximum(Smallest).Reciprocal();
}
