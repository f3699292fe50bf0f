using Latent.Tensors;

namespace Latent.Tensors.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void Constructor_Extents_GivesRankLengthAndText()
    {
        var shape = new Shape(2, 3, 4);
        shape.Rank.ShouldBe(3);
        shape.Length.ShouldBe(24);
        shape.Rows.ShouldBe(6);
        shape.Columns.ShouldBe(4);
        shape[0].ShouldBe(2);
        shape[^1].ShouldBe(4);
        shape.ToString().ShouldBe("[2, 3, 4]");
        shape.ToArray().ShouldBe([2, 3, 4]);
    }

    [Fact]
    public void Scalar_Always_HasOneElementAndNoDimension()
    {
        Shape.Scalar.Rank.ShouldBe(0);
        Shape.Scalar.Length.ShouldBe(1);
        Shape.Scalar.Rows.ShouldBe(1);
        Shape.Scalar.Columns.ShouldBe(1);
        Shape.Scalar.ToString().ShouldBe("[]");
        Should.Throw<TensorException>(() => Shape.Scalar[0]).Message.ShouldBe("[] has no dimension 0.");
    }

    [Fact]
    public void Constructor_NegativeExtent_Throws() =>
        Should.Throw<TensorException>(() => new Shape(2, -1)).Message.ShouldContain("-1");

    [Fact]
    public void Constructor_TooManyDimensions_Throws() =>
        Should.Throw<TensorException>(() => new Shape(1, 1, 1, 1, 1, 1, 1)).Message.ShouldContain("at most 6");

    [Fact]
    public void Constructor_TooManyElements_Throws() =>
        Should.Throw<TensorException>(() => new Shape(65536, 65536)).Message.ShouldContain("2147483647");

    [Fact]
    public void Equality_SameExtents_IsByValue()
    {
        (new Shape(2, 3) == new Shape(2, 3)).ShouldBeTrue();
        (new Shape(2, 3) != new Shape(3, 2)).ShouldBeTrue();
        (new Shape(1, 3) == new Shape(3)).ShouldBeFalse();
        new Shape(2, 3).GetHashCode().ShouldBe(new Shape(2, 3).GetHashCode());
        new Shape(2, 3).Equals((object)new Shape(2, 3)).ShouldBeTrue();
    }

    [Fact]
    public void With_OneDimensionReplaced_KeepsTheOthers()
    {
        var shape = new Shape(128, 28, 3);
        shape.WithFirst(20).ShouldBe(new Shape(20, 28, 3));
        shape.WithLast(5).ShouldBe(new Shape(128, 28, 5));
        shape.Prepend(7).ShouldBe(new Shape(7, 128, 28, 3));
        shape.WithoutFirst().ShouldBe(new Shape(28, 3));
        new Shape(9).WithoutFirst().ShouldBe(Shape.Scalar);
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 3 }, new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 1, 3 }, new[] { 2, 3 })]
    [InlineData(new int[0], new[] { 4, 5 }, new[] { 4, 5 })]
    [InlineData(new[] { 5, 1, 7 }, new[] { 6, 1 }, new[] { 5, 6, 7 })]
    [InlineData(new[] { 0, 3 }, new[] { 1, 3 }, new[] { 0, 3 })]
    public void Broadcast_ShapesThatFit_StretchesOnes(int[] a, int[] b, int[] expected)
    {
        Shape.Broadcast(new Shape(a), new Shape(b)).ShouldBe(new Shape(expected));
        Shape.Broadcast(new Shape(b), new Shape(a)).ShouldBe(new Shape(expected));
    }

    [Fact]
    public void Broadcast_ShapesThatDoNotFit_NamesBoth() =>
        Should.Throw<TensorException>(() => Shape.Broadcast(new Shape(2, 3), new Shape(4))).Message.ShouldBe("Shapes [2, 3] and [4] do not broadcast: 3 against 4.");
}
