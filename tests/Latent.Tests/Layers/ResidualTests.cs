using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Layers;

public sealed class ResidualTests
{
    [Fact]
    public void Forward_AddsTheBodyToItsInput()
    {
        var body = new Linear(3, 3, Activation.Tanh, new Rng(1));
        Tensor x = Tensor.Normal(new Shape(4, 3), new Rng(2));
        new Residual(body).Forward(x, Phase.Evaluation).ToArray().ShouldBe((x + body.Forward(x, Phase.Evaluation)).ToArray());
    }

    [Fact]
    public void Residual_OfABodyOfAnotherSize_IsRefused() =>
        Should.Throw<ArgumentException>(() => new Residual(new Linear(3, 2, Activation.None, new Rng(1)))).Message.ShouldContain("3 values a row");
}
