using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class CouplingTests : FlowContract
{
    protected override Flow Create(int size, Rng rng) => new Coupling(size, [8], rng);
}
