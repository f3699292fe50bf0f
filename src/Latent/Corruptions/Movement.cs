using Latent.Data;
using Latent.Tensors;

namespace Latent.Corruptions;

/// <summary>Moves and turns pictures at random, as <see cref="Augmentation"/> does, every picture by itself.</summary>
public sealed class Movement : Corruption
{
    private readonly Augmentation _augmentation;
    private readonly Shape _rowShape;

    /// <summary>Changes pictures of this shape.</summary>
    /// <param name="augmentation">What is done to them.</param>
    /// <param name="rowShape">[height, width] or [height, width, channels]; of volumes, one dimension more.</param>
    /// <exception cref="InputException">The numbers make no sense, or rows of this shape are no pictures.</exception>
    public Movement(Augmentation augmentation, Shape rowShape)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        augmentation.Validate();
        _augmentation = augmentation.Fits(rowShape) ? augmentation : throw new InputException($"Rows of shape {rowShape} are no pictures that could be moved; take another corruption.");
        _rowShape = rowShape;
    }

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor moved = Tensor.Zeros(values.Shape, values.Backend);
        if (moved.TryGetSpan(out Span<float> span))
        {
            values.CopyTo(span);
            _augmentation.Apply(span, _rowShape, rng);
            return moved;
        }
        float[] copy = values.ToArray();
        _augmentation.Apply(copy, _rowShape, rng);
        moved.Set(copy);
        return moved;
    }
}
