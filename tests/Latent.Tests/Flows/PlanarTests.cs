using Latent.Flows;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Flows;

public sealed class PlanarTests : FlowContract
{
    [Fact]
    public void Forward_OfParametersThatCouldNotBeUndone_BendsThem()
    {
        // w u = -4: as it stands, the values would fold over. Bent, they keep their order along w.
        Tensor context = Tensor.From([2, 0, -2, 0, 0], new Shape(1, 5));
        float[] line = [.. Enumerable.Range(-20, 41).SelectMany(i => new[] { i / 10f, 0.5f })];
        Transformed made = new Planar(2).Forward(Tensor.From(line, new Shape(41, 2)), context);
        float[] first = [.. made.Values.ToArray().Where((_, i) => i % 2 == 0)];
        first.Zip(first.Skip(1), (before, after) => after - before).ShouldAllBe(d => d > 0);
    }

    [Fact]
    public void Forward_OfZeroParameters_ChangesNothing()
    {
        Tensor z = Tensor.From([0.3f, -1, 2, 0], new Shape(2, 2));
        Transformed made = new Planar(2).Forward(z, Tensor.Zeros(new Shape(1, 5)));
        made.Values.ToArray().ShouldBe(z.ToArray());
        made.LogDeterminant.ToArray().ShouldBe([0, 0], 1e-6);
    }

    protected override Flow Create(int size, Rng rng) => new Planar(size);
}
