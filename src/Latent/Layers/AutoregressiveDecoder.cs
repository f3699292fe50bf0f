using Latent.Tensors;

namespace Latent.Layers;

/// <summary>
/// A decoder of p(x|z) = p(opening|z) p(rest|opening, z): the later values of a row depend on its first ones, too. Where the
/// opening is known it is given; where it is not, the decoder's own takes its place, so that a latent alone makes a whole row.
/// </summary>
public abstract class AutoregressiveDecoder : Layer
{
    /// <summary>The values of a row that the rest depends on.</summary>
    public abstract Shape OpeningShape { get; }

    /// <summary>The openings of whole rows: [rows, ...<see cref="OpeningShape"/>] out of [rows, ...].</summary>
    public abstract Tensor Opening(Tensor values);

    /// <summary>Decodes latents.</summary>
    /// <param name="latent">[rows, latent].</param>
    /// <param name="opening">[rows, ...<see cref="OpeningShape"/>]; null where the decoder's own is to take its place.</param>
    /// <param name="phase">Training or evaluation.</param>
    /// <returns>[rows, <see cref="Layer.Outputs"/>], in any shape of that many values a row.</returns>
    public abstract Tensor Forward(Tensor latent, Tensor? opening, Phase phase);

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x, Phase phase) => Forward(x, null, phase);
}
