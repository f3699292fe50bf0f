using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>
/// z + Q R tanh(S Q' z + b), with Q orthogonal, a product of Householder reflections, and R and S upper triangular
/// (van den Berg et al. 2018): as many planar flows at once as there are values. It can be undone where no product of two
/// diagonal elements is below minus one, which those of tanh meet; its inverse has no closed form.
/// </summary>
public sealed class Sylvester : Flow
{
    // Keeps logarithms finite where tanh is one to the last bit.
    private const float Margin = 0.999f;

    private readonly FlowParameters _parameters;
    private readonly Tensor _upper;
    private readonly Tensor _lower;
    private readonly int _reflections;

    /// <summary>A Sylvester flow whose parameters come as its context, or are learned.</summary>
    /// <param name="size">How many values a row has.</param>
    /// <param name="reflections">How many Householder reflections make Q.</param>
    /// <param name="rng">Where learned parameters are drawn from; null to take them from the context: a matrix with R above its diagonal and S transposed below, both diagonals before their tanh, b, and the reflections' directions.</param>
    /// <param name="backend">Where learned ones live.</param>
    public Sylvester(int size, int reflections, Rng? rng = null, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegative(reflections);
        Size = size;
        _reflections = reflections;
        _parameters = new FlowParameters(checked(size * (size + 3 + reflections)), size, rng, backend);

        // Sums of many terms begin small.
        float scale = (float)(1 / Math.Sqrt(size));
        _upper = Triangle((row, column) => column > row ? scale : 0, backend);
        _lower = Triangle((row, column) => column < row ? scale : 0, backend);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override int ContextSize => _parameters.ContextSize;

    /// <inheritdoc/>
    public override bool HasInverse => false;

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null)
    {
        ArgumentNullException.ThrowIfNull(z);
        Tensor parameters = _parameters.Of(context);
        int rows = parameters.Shape[0], at = Size * Size;
        Tensor matrix = parameters.Slice(1, 0, at).Reshape(new Shape(rows, Size, Size));
        Tensor first = Diagonal(parameters, at), second = Diagonal(parameters, at + Size), b = parameters.Slice(1, at + (2 * Size), Size);
        at += 3 * Size;

        Tensor turned = z;
        for (int i = 0; i < _reflections; i++)
        {
            turned = Reflected(turned, parameters.Slice(1, at + (i * Size), Size));
        }
        Tensor column = turned.Reshape(new Shape(turned.Shape[0], Size, 1));
        Tensor tanh = ((matrix * _lower * column).Sum(1) + (second * turned) + b).Tanh();
        Tensor change = (matrix * _upper * tanh.Reshape(new Shape(tanh.Shape[0], 1, Size))).Sum(2) + (first * tanh);
        for (int i = _reflections - 1; i >= 0; i--)
        {
            change = Reflected(change, parameters.Slice(1, at + (i * Size), Size));
        }
        Tensor slope = tanh.Square().Affine(-1, 1);
        return new Transformed(z + change, (slope * (first * second)).Affine(1, 1).Log().Sum(1));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _parameters.Collect(path, parameters);

    private Tensor Diagonal(Tensor parameters, int start) => parameters.Slice(1, start, Size).Tanh().Affine(Margin);

    private static Tensor Reflected(Tensor x, Tensor direction)
    {
        Tensor along = (x * direction).Sum(1, keep: true) / direction.Square().Sum(1, keep: true).Affine(1, 1e-12f);
        return x - (direction * along.Affine(2));
    }

    private Tensor Triangle(Func<int, int, float> element, Backend? backend)
    {
        float[] values = new float[Size * Size];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = element(i / Size, i % Size);
        }
        return Tensor.Constant(values, new Shape(Size, Size), backend);
    }
}
