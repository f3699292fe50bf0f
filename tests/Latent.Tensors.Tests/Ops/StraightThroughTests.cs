using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Ops;

public sealed class StraightThroughTests
{
    [Fact]
    public void StraightThrough_HasTheValuesOfOne_AndTheGradientOfTheOther()
    {
        Tensor values = Tensor.Parameter([1, 2, 3], new Shape(3)), source = Tensor.Parameter([0.5f, 0.6f, 0.7f], new Shape(3));
        var tape = new Tape();
        using (tape.Begin())
        {
            Tensor y = (values * 2).StraightThrough(source * 3);
            y.ToArray().ShouldBe([2, 4, 6]);
            tape.Backward(y.Square().Sum(), [values, source]);
        }
        values.Gradient!.ToArray().ShouldBe([0, 0, 0]);
        source.Gradient!.ToArray().ShouldBe([12, 24, 36]);
    }

    [Fact]
    public void StraightThrough_OfTwoUses_AddsTheirGradients()
    {
        Tensor source = Tensor.Parameter([1, 2], new Shape(2));
        var tape = new Tape();
        using (tape.Begin())
        {
            Tensor y = Tensor.From([5, 7], new Shape(2)).StraightThrough(source);
            tape.Backward((y.Sum() * 2) + (source * 3).Sum() + y.Square().Sum(), [source]);
        }
        source.Gradient!.ToArray().ShouldBe([15, 19]);
    }

    [Fact]
    public void StraightThrough_OfAnotherShape_IsRefused() =>
        Should.Throw<TensorException>(() => Tensor.Zeros(new Shape(2, 3)).StraightThrough(Tensor.Zeros(new Shape(3, 2)))).Message.ShouldContain("[2, 3]");
}
