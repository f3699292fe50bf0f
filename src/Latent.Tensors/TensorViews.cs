namespace Latent.Tensors;

/// <content>Other names for the same memory, and copies between memories.</content>
public sealed partial class Tensor
{
    /// <summary>Another shape over this tensor's memory, unknown to the derivative.</summary>
    internal Tensor View(Shape shape) => Tape.Current is { } tape ? tape.View(this, shape) : new Tensor(shape, Storage);

    /// <summary>This tensor as that shape: itself if it has it, else a view.</summary>
    internal Tensor As(Shape shape) => Shape == shape ? this : View(shape);

    /// <summary>Overwrites all elements with those of another tensor of as many elements; the derivative does not see it.</summary>
    /// <exception cref="TensorException">The numbers of elements differ.</exception>
    public void CopyFrom(Tensor source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length != Length)
        {
            throw new TensorException($"A tensor of shape {source.Shape} cannot be copied into one of shape {Shape}.");
        }
        Backend.Copy(source, this, false);
    }
}
