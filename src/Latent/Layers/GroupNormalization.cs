using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Normalisation of groups of neighbouring channels of every row by itself (Wu and He 2018), scaled, shifted and activated in the same pass. Training and evaluation are the same.</summary>
public sealed class GroupNormalization : Layer
{
    private readonly Shape _row;
    private readonly int _groups;
    private readonly Activation _activation;
    private readonly float _epsilon;
    private readonly Tensor _scale;
    private readonly Tensor _shift;

    /// <summary>A layer with scale 1 and shift 0.</summary>
    /// <param name="row">The shape of a row: [..., channels].</param>
    /// <param name="groups">How many groups the channels fall into.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="backend">Where the numbers live.</param>
    /// <exception cref="ArgumentException">The row has no channels, or the groups do not divide them.</exception>
    public GroupNormalization(Shape row, int groups, Activation activation = Activation.None, float epsilon = 1e-5f, Backend? backend = null)
    {
        _row = RowOf.Channels(row);
        if (groups < 1 || row.Columns % groups != 0)
        {
            throw new ArgumentException($"{row.Columns} channels do not fall into {groups} equal groups.", nameof(groups));
        }
        _groups = groups;
        _activation = activation;
        _epsilon = epsilon;
        (_scale, _shift) = RowOf.Affine(row.Columns, backend);
    }

    /// <inheritdoc/>
    public override int Inputs => _row.Length;

    /// <inheritdoc/>
    public override int Outputs => _row.Length;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => RowOf.Shaped(x, _row).GroupNormalization(_groups, _scale, _shift, _activation, _epsilon);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.scale", _scale);
        parameters.Add($"{path}.shift", _shift);
    }
}
