using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class SylvesterTests : FlowContract
{
    [Fact]
    public void Forward_OfZeroParameters_ChangesNothing()
    {
        Tensor z = Tensor.From([0.3f, -1, 2, 0], new Shape(2, 2));
        Transformed made = new Sylvester(2, 1).Forward(z, Tensor.Zeros(new Shape(1, 12)));
        made.Values.ToArray().ShouldBe(z.ToArray());
        made.LogDeterminant.ToArray().ShouldBe([0, 0]);
    }

    protected override Flow Create(int size, Rng rng) => new FlowChain([new Sylvester(size, 3), new Sylvester(size, 0)]);
}
