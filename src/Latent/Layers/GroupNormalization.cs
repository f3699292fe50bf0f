using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Normalisation of groups of neighbouring channels of every row by itself (Wu and He 2018), scaled, shifted and activated in the same pass. Training and evaluation are the same.</summary>
public sealed class GroupNormalization : Normalization
{
    private readonly int _groups;

    /// <summary>A layer with scale 1 and shift 0.</summary>
    /// <param name="row">The shape of a row: [..., channels].</param>
    /// <param name="groups">How many groups the channels fall into.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="backend">Where the numbers live.</param>
    /// <exception cref="ArgumentException">The row has no channels, or the groups do not divide them.</exception>
    public GroupNormalization(Shape row, int groups, Activation activation = Activation.None, float epsilon = 1e-5f, Backend? backend = null)
        : base(row, row.Columns, activation, epsilon, backend)
    {
        if (groups < 1 || row.Columns % groups != 0)
        {
            throw new ArgumentException($"{row.Columns} channels do not fall into {groups} equal groups.", nameof(groups));
        }
        _groups = groups;
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).GroupNormalization(_groups, Scale, Shift, Activation, Epsilon);
}
