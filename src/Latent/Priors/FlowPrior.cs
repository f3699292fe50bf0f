using Latent.Distributions;
using Latent.Flows;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Priors;

/// <summary>p(z) is what a learned flow makes of standard normal values: its density by the flow's inverse, its draws by the flow.</summary>
public sealed class FlowPrior : Prior
{
    private readonly Flow _flow;
    private readonly Distribution _start;

    /// <summary>The prior of a flow.</summary>
    /// <param name="flow">A flow with an inverse and without a context, such as a chain of <see cref="Coupling"/> or <see cref="MaskedAutoregressive"/>.</param>
    /// <param name="backend">Where the standard normal lives.</param>
    /// <exception cref="InputException">The flow has no inverse, or takes a context.</exception>
    public FlowPrior(Flow flow, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (!flow.HasInverse)
        {
            throw new InputException("A prior has to say the density of any latent, and this flow has no inverse; take a chain of couplings or of masked autoregressive flows.");
        }
        if (flow.ContextSize > 0)
        {
            throw new InputException($"A prior has no encoder, and this flow takes {flow.ContextSize} values a row from one; make it without a context.");
        }
        _flow = flow;
        _start = new StandardNormal(flow.Size, backend).Given();
    }

    /// <inheritdoc/>
    public override int LatentSize => _flow.Size;

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => new FlowedDistribution(_start, _flow);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _flow.Collect(path, parameters);
}
