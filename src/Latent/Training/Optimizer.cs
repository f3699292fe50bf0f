using Latent.Tensors;

namespace Latent.Training;

/// <summary>Turns gradients into updates, for one player's parameters.</summary>
public abstract class Optimizer
{
    /// <summary>The tensors that it carries from step to step, by name, for checkpoints.</summary>
    public abstract IEnumerable<(string Name, Tensor Tensor)> State { get; }

    /// <summary>How many updates it has made.</summary>
    public long Updates { get; set; }

    /// <summary>Applies the parameters' gradients.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="gradientScale">What every gradient is multiplied by first, for clipping.</param>
    public abstract void Update(double rate, double gradientScale);

    private protected static Tensor[] Zeros(IReadOnlyList<Tensor> parameters) =>
        [.. parameters.Select(p => Tensor.Constant(new float[p.Length], p.Shape, p.Backend))];

    private protected static IEnumerable<(string Name, Tensor Tensor)> Named(string name, Tensor[] tensors) =>
        tensors.Select((tensor, i) => (FormattableString.Invariant($"{name}.{i}"), tensor));
}
