using Latent.Flows;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Flows;

public sealed class FlowChainTests
{
    [Fact]
    public void Forward_AddsTheLogDeterminantsAndSharesOutTheContext()
    {
        var first = new Planar(2);
        var second = new Radial(2);
        var chain = new FlowChain([first, Reordering.Reversal(2), second]);
        chain.ContextSize.ShouldBe(5 + 4);
        chain.HasInverse.ShouldBeFalse();
        float[] a = [0.5f, -1, 0.3f, 0.8f, 0.2f], b = [0.1f, 0.4f, -0.3f, 0.9f];
        Tensor z = Tensor.From([0.7f, -0.2f], new Shape(1, 2));

        Transformed one = first.Forward(z, Tensor.From(a, new Shape(1, 5)));
        float[] turned = [.. one.Values.ToArray().Reverse()];
        Transformed two = second.Forward(Tensor.From(turned, z.Shape), Tensor.From(b, new Shape(1, 4)));
        Transformed whole = chain.Forward(z, Tensor.From([.. a, .. b], new Shape(1, 9)));
        whole.Values.ToArray().ShouldBe(two.Values.ToArray());
        whole.LogDeterminant.Item().ShouldBe(one.LogDeterminant.Item() + two.LogDeterminant.Item(), 1e-6f);
    }

    [Fact]
    public void Collect_OfAlternatingFlows_HasTheParametersOfEach()
    {
        ParameterSet parameters = [];
        FlowChain.Alternating([new Planar(2, new Rng(1)), new Radial(2, new Rng(2))]).Collect("flow", parameters);
        parameters.Names.ShouldBe(["flow.0.parameters", "flow.2.parameters"]);
    }

    [Fact]
    public void Chain_OfWhatDoesNotFit_IsRefused()
    {
        Should.Throw<ArgumentException>(() => new FlowChain([]));
        Should.Throw<ArgumentException>(() => new FlowChain([new Planar(2), new Planar(3)])).Message.ShouldContain("same number");
        Should.Throw<ArgumentException>(() => new FlowChain([new Planar(2), new Radial(2)], sharesContext: true)).Message.ShouldContain("same size");
        Should.Throw<ArgumentException>(() => new Planar(2).Forward(Tensor.Zeros(new Shape(1, 2)), Tensor.Zeros(new Shape(1, 4)))).Message.ShouldContain("5 parameters");
        Should.Throw<ArgumentException>(() => new Planar(2).Forward(Tensor.Zeros(new Shape(1, 2))));
    }

    [Fact]
    public void Reordering_PutsValuesInOrderAndBack()
    {
        var order = new Reordering(2, 0, 1);
        Tensor z = Tensor.From([1, 2, 3, 4, 5, 6], new Shape(2, 3));
        Tensor reordered = order.Forward(z).Values;
        reordered.ToArray().ShouldBe([3, 1, 2, 6, 4, 5]);
        order.Inverse(reordered).Values.ToArray().ShouldBe(z.ToArray());
        Should.Throw<ArgumentException>(() => new Reordering(0, 0)).Message.ShouldContain("once");
    }
}
