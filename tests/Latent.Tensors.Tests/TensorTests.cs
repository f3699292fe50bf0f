using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests;

public sealed class TensorTests
{
    private static readonly Backend s_backend = Backend.CreateReference();

    [Fact]
    public void From_Values_AreKeptRowMajor()
    {
        Tensor x = Tensor.From([1, 2, 3, 4], new Shape(2, 2), s_backend);
        x.ToArray().ShouldBe([1, 2, 3, 4]);
        x.ToString().ShouldBe("Tensor [2, 2] { 1, 2, 3, 4 }");
    }

    [Fact]
    public void From_TooFewValues_NamesTheShape() =>
        Should.Throw<TensorException>(() => Tensor.From([1, 2, 3], new Shape(2, 2), s_backend)).Message.ShouldBe("3 values cannot fill a tensor of shape [2, 2], which has 4 elements.");

    [Fact]
    public void Item_ManyElements_NamesTheShape() =>
        Should.Throw<TensorException>(() => Tensor.Zeros(new Shape(2, 2), s_backend).Item()).Message.ShouldContain("[2, 2]");

    [Fact]
    public void CopyFrom_AnotherLength_NamesBothShapes()
    {
        Tensor x = Tensor.Zeros(new Shape(2), s_backend);
        Should.Throw<TensorException>(() => x.CopyFrom(Tensor.Zeros(new Shape(3), s_backend))).Message.ShouldContain("[3]");
        x.CopyFrom(Tensor.From([4, 5], new Shape(1, 2), s_backend));
        x.ToArray().ShouldBe([4, 5]);
    }

    [Fact]
    public void Uniform_SameSeed_GivesTheSameBitsAndMovesTheGenerator()
    {
        Rng rng = new(3), same = new(3);
        float[] first = Tensor.Uniform(new Shape(9), rng, s_backend).ToArray();
        first.ShouldBe(Tensor.Uniform(new Shape(9), same, s_backend).ToArray());
        rng.Counter.ShouldBe(3UL);
        first.Intersect(Tensor.Uniform(new Shape(9), rng, s_backend).ToArray()).ShouldBeEmpty();
    }

    [Fact]
    public void Parameter_InsideAScope_OutlivesIt()
    {
        Tensor parameter;
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            parameter = Tensor.Parameter([1, 2], new Shape(2), s_backend);
        }
        parameter.ToArray().ShouldBe([1, 2]);
        parameter.RequiresGradient.ShouldBeTrue();
    }
}
