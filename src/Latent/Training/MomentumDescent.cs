using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Training;

/// <summary>Stochastic gradient descent with momentum: m = momentum m + g; w = w - rate m (Polyak 1964).</summary>
public sealed class MomentumDescent : Optimizer
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly Tensor[] _momenta;
    private readonly float _momentum;
    private readonly float _weightDecay;

    /// <summary>An optimiser of these parameters, at rest.</summary>
    public MomentumDescent(IReadOnlyList<Tensor> parameters, double momentum = 0.9, double weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _momenta = Zeros(parameters);
        _momentum = (float)momentum;
        _weightDecay = (float)weightDecay;
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> State => Named("momentum", _momenta);

    /// <inheritdoc/>
    public override void Update(double rate, double gradientScale)
    {
        Updates++;
        for (int i = 0; i < _momenta.Length; i++)
        {
            _parameters[i].MomentumUpdate(_momenta[i], (float)rate, _momentum, (float)gradientScale, _weightDecay);
        }
    }
}
