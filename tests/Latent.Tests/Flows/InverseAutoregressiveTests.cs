using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class InverseAutoregressiveTests : FlowContract
{
    protected override Flow Create(int size, Rng rng) => FlowChain.Alternating([new InverseAutoregressive(size, [8, 6], rng, 2), new InverseAutoregressive(size, [8, 6], rng, 2)], sharesContext: true);
}
