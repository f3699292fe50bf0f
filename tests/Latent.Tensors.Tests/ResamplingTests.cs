using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests;

public class ResamplingTests
{
    private static readonly Backend s_reference = Backend.CreateReference();

    [Fact]
    public void Average_AtThePaddedEdge_IsTheMeanOfWhatIsThere() =>
        Apply([1, 2, 3, 4, 5], Resampling.Average([5], [3], [2], [1])).ShouldBe([1.5f, 3, 4.5f]);

    [Fact]
    public void Nearest_TwiceAsLarge_DoublesEveryPlace() => Apply([1, 2, 3], Resampling.Nearest([3], [6])).ShouldBe([1, 1, 2, 2, 3, 3]);

    [Fact]
    public void Nearest_Smaller_TakesThePlacesUnderTheCentres() => Apply([0, 1, 2, 3, 4], Resampling.Nearest([5], [2])).ShouldBe([1, 3]);

    [Fact]
    public void Linear_TwiceAsLarge_InterpolatesBetweenCentres() => Apply([0, 4, 8], Resampling.Linear([3], [6])).ShouldBe([0, 1, 3, 5, 7, 8]);

    [Fact]
    public void Linear_InTwoDimensions_IsTheProductOfBoth() =>
        Apply([0, 4, 8, 12], Resampling.Linear([2, 2], [4, 4])).ShouldBe([0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12]);

    [Fact]
    public void Area_ByAFraction_WeighsWhatItCovers() => Apply([3, 6, 9], Resampling.Area([3], [2])).ShouldBe([4, 8], 1e-5);

    [Fact]
    public void Area_OfHalfTheSize_IsTheAverageOfPairs() => Apply([1, 3, 5, 9], Resampling.Area([4], [2])).ShouldBe([2, 7]);

    [Fact]
    public void Filter_OfAConstant_LeavesIt() =>
        Apply([5, 5, 5, 5, 5], Resampling.Filter([5], [1, 2, 1], padding: 1)).ShouldAllBe(v => Math.Abs(v - 5) < 1e-5f);

    [Fact]
    public void Average_ThatDoesNotFit_SaysWhy()
    {
        Should.Throw<TensorException>(() => Resampling.Average([3], [4])).Message.ShouldContain("A window of 4");
        Should.Throw<TensorException>(() => Resampling.Average([3], [2], [1], [2])).Message.ShouldContain("padding 2");
        Should.Throw<TensorException>(() => Resampling.Average([3, 3, 3, 3], [2])).Message.ShouldContain("[3, 3, 3, 3]");
        Should.Throw<TensorException>(() => Resampling.Average([3, 3, 3], [2, 2])).Message.ShouldContain("not 2 numbers");
    }

    [Fact]
    public void Resample_OfAnotherShape_NamesBoth()
    {
        TensorException e = Should.Throw<TensorException>(() => Tensor.Zeros(new Shape(2, 5, 4, 1), s_reference).Resample(Resampling.Nearest([4, 4], [8, 8])));
        e.Message.ShouldContain("[2, 5, 4, 1]");
        e.Message.ShouldContain("4 x 4");
    }

    [Fact]
    public void Dropout_OfManyElements_KeepsTheMean()
    {
        float[] kept = Tensor.Full(new Shape(100_000), 1, s_reference).Dropout(0.25f, new Rng(1)).ToArray();
        kept.ShouldAllBe(v => v == 0 || Math.Abs(v - (4f / 3)) < 1e-6f);
        kept.Average().ShouldBe(1, 0.01f);
    }

    private static float[] Apply(float[] values, Resampling resampling) =>
        Tensor.From(values, new Shape([1, .. resampling.Inputs, 1]), s_reference).Resample(resampling).ToArray();
}
