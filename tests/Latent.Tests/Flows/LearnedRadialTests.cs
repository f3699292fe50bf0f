using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class LearnedRadialTests : FlowContract
{
    protected override Flow Create(int size, Rng rng) => new Radial(size, rng);
}
