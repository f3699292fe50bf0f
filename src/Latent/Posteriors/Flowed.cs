using Latent.Distributions;
using Latent.Flows;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Posteriors;

/// <summary>
/// q(z|x) is what a flow makes of the draws of a simpler posterior (Rezende and Mohamed 2015). The encoder gives the simpler
/// one's parameters and, after them, the flow's context.
/// </summary>
public sealed class Flowed : Posterior
{
    private readonly Posterior _start;
    private readonly Flow _flow;

    /// <summary>A posterior that starts from another.</summary>
    /// <param name="start">A posterior with a density.</param>
    /// <param name="flow">A flow, or a <see cref="FlowChain"/> of several.</param>
    /// <exception cref="InputException">They do not fit each other.</exception>
    public Flowed(Posterior start, Flow flow)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(flow);
        if (!start.HasDensity)
        {
            throw new InputException($"A flow needs draws with a density to start from, and {start.GetType().Name} has none; start from DiagonalGaussian.");
        }
        if (flow.Size != start.LatentSize)
        {
            throw new InputException($"The flow is over {flow.Size} values, the posterior that it starts from over {start.LatentSize}.");
        }
        _start = start;
        _flow = flow;
    }

    /// <inheritdoc/>
    public override int LatentSize => _start.LatentSize;

    /// <inheritdoc/>
    public override int EncoderOutputs => _start.EncoderOutputs + _flow.ContextSize;

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <inheritdoc/>
    public override bool CanBeHeld => false;

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return _flow.ContextSize == 0
            ? new FlowedDistribution(_start.Given(encoded), _flow)
            : new FlowedDistribution(_start.Given(encoded.Slice(1, 0, _start.EncoderOutputs)), _flow, encoded.Slice(1, _start.EncoderOutputs, _flow.ContextSize));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _start.Collect($"{path}.start", parameters);
        _flow.Collect($"{path}.flow", parameters);
    }
}
