using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class MaskedAutoregressiveTests : FlowContract
{
    protected override Flow Create(int size, Rng rng) => FlowChain.Alternating([new MaskedAutoregressive(size, [8], rng), new MaskedAutoregressive(size, [8], rng)]);
}
