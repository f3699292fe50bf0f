namespace Latent.Tensors.Ops;

/// <content>One tensor's values with another's gradient.</content>
public static partial class TensorOperations
{
    private static readonly StraightThroughOperation s_straightThrough = new();

    /// <summary>
    /// These very values, whose gradient goes, unchanged, to <paramref name="source"/> as if they were its own (Bengio et
    /// al. 2013): the way back around a step that has no derivative. Nothing is copied.
    /// </summary>
    /// <param name="values">What is seen; it gets no gradient.</param>
    /// <param name="source">What gets the gradient.</param>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor StraightThrough(this Tensor values, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(source);
        if (values.Shape != source.Shape)
        {
            throw new TensorException($"The gradient of values of shape {values.Shape} cannot go to a tensor of shape {source.Shape}.");
        }
        Tensor y = values.View(values.Shape);
        Tape.Current?.Record(new Node(s_straightThrough, y, source));
        return y;
    }

    private sealed class StraightThroughOperation : Operation
    {
        public override void Backward(in Derivation d) => d.PassOn(d.Node.A!);
    }
}
