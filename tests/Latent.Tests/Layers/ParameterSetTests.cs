using Latent.Layers;
using Latent.Tensors;

namespace Latent.Tests.Layers;

public class ParameterSetTests
{
    private readonly ParameterSet _set = [];

    [Fact]
    public void Add_OfASharedTensor_KeepsItsFirstName()
    {
        var shared = Tensor.Parameter([1, 2], new Shape(2));
        _set.Add("a", shared);
        _set.Add("b", Tensor.Parameter([3], new Shape(1)));
        _set.Add("c", shared);
        _set.Names.ShouldBe(["a", "b"]);
        _set.Scalars.ShouldBe(3);
    }

    [Fact]
    public void Add_OfAnotherTensorByAKnownName_IsRefused()
    {
        _set.Add("a", Tensor.Parameter([1], new Shape(1)));
        Should.Throw<ArgumentException>(() => _set.Add("a", Tensor.Parameter([1], new Shape(1)))).Message.ShouldContain("'a'");
    }
}
