using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class CouplingWithContextTests : FlowContract
{
    protected override Flow Create(int size, Rng rng) => FlowChain.Alternating([new Coupling(size, [8], rng, 2), new Coupling(size, [8], rng, 3)]);
}
