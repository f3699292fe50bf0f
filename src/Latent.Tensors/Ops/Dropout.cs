namespace Latent.Tensors.Ops;

/// <content>Elements left out at random (Srivastava et al. 2014).</content>
public static partial class TensorOperations
{
    private static readonly DropoutOperation s_dropout = new();

    /// <summary>Every element is 0 with this probability, else divided by 1 - probability, so that its mean stays what it was. The gradient meets the same elements.</summary>
    /// <exception cref="TensorException">The probability is not at least 0 and below 1.</exception>
    public static Tensor Dropout(this Tensor x, float probability, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(rng);
        if (!(probability >= 0 && probability < 1))
        {
            throw new TensorException($"Dropout needs a probability of at least 0 and below 1, not {probability}.");
        }
        Tensor y = Tensor.Empty(x.Shape, x.Backend);
        (ulong Key, ulong Counter) draws = (rng.Key, rng.Reserve(((ulong)x.Length + 3) / 4));
        x.Backend.Dropout(x, probability, draws.Key, draws.Counter, y, false);
        Tape.Current?.Record(new Node(s_dropout, y, x) { Number = probability, Draws = draws });
        return y;
    }

    private sealed class DropoutOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dx = d.Target(n.A!, out bool accumulate);
            dx.Backend.Dropout(d.OutputGradient, n.Number, n.Draws.Key, n.Draws.Counter, dx, accumulate);
        }
    }
}
