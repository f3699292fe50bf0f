using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Normalisation of all features together (Ba et al. 2016), each with a scale and shift of its own, activated in the same pass. Training and evaluation are the same.</summary>
public sealed class LayerNormalization : Layer
{
    private readonly Shape _row;
    private readonly int _dimensions;
    private readonly Activation _activation;
    private readonly float _epsilon;
    private readonly Tensor _scale;
    private readonly Tensor _shift;

    /// <summary>A layer with scale 1 and shift 0.</summary>
    /// <param name="row">The shape of a row.</param>
    /// <param name="dimensions">How many of the innermost dimensions are normalised together; null for all, the whole row.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="backend">Where the numbers live.</param>
    /// <exception cref="ArgumentException">The row is empty, or has not so many dimensions.</exception>
    public LayerNormalization(Shape row, int? dimensions = null, Activation activation = Activation.None, float epsilon = 1e-5f, Backend? backend = null)
    {
        _row = RowOf.Channels(row);
        _dimensions = dimensions ?? row.Rank;
        if (_dimensions < 1 || _dimensions > row.Rank)
        {
            throw new ArgumentException($"A row of {row} does not have {_dimensions} dimensions to normalise.", nameof(dimensions));
        }
        _activation = activation;
        _epsilon = epsilon;
        int features = 1;
        for (int i = row.Rank - _dimensions; i < row.Rank; i++)
        {
            features *= row[i];
        }
        (_scale, _shift) = RowOf.Affine(features, backend);
    }

    /// <inheritdoc/>
    public override int Inputs => _row.Length;

    /// <inheritdoc/>
    public override int Outputs => _row.Length;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => RowOf.Shaped(x, _row).LayerNormalization(_scale, _shift, _dimensions, _activation, _epsilon);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.scale", _scale);
        parameters.Add($"{path}.shift", _shift);
    }
}
