using Latent.Training;

namespace Latent.Tests.Training;

public class LearningRateTests
{
    [Fact]
    public void Constant_Stays() => new LearningRate { Initial = 0.1 }.At(7, 10).ShouldBe(0.1);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(3.9, 0.1)]
    [InlineData(4, 0.02)]
    [InlineData(8.5, 0.004)]
    public void Step_FallsEverySoOften(double epoch, double expected) =>
        new LearningRate { Initial = 0.1, Decay = LearningRateDecay.Step, StepEpochs = 4, Factor = 0.2 }.At(epoch, 100).ShouldBe(expected, 1e-12);

    // Steps of 1, 3, 9 and 27 epochs.
    [Theory]
    [InlineData(0.9, 0.1)]
    [InlineData(1, 0.05)]
    [InlineData(3.9, 0.05)]
    [InlineData(4, 0.025)]
    [InlineData(12.9, 0.025)]
    [InlineData(13, 0.0125)]
    [InlineData(40, 0.00625)]
    public void Lengthening_FallsAfterEverLongerSteps(double epoch, double expected) =>
        new LearningRate { Initial = 0.1, Decay = LearningRateDecay.Lengthening, StepEpochs = 1, Growth = 3 }.At(epoch, 3280).ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(5, 0.05)]
    [InlineData(10, 0.001)]
    [InlineData(20, 0.001)]
    public void Cosine_FallsToItsFloor(double epoch, double expected) =>
        new LearningRate { Initial = 0.1, Decay = LearningRateDecay.Cosine, Floor = 0.01 }.At(epoch, 10).ShouldBe(expected, 1e-12);

    [Fact]
    public void WarmUp_RisesFirstAndThenDecayBegins()
    {
        var rate = new LearningRate { Initial = 0.1, Decay = LearningRateDecay.Cosine, WarmUpEpochs = 2 };
        rate.At(0, 10).ShouldBeInRange(1e-6, 1e-3);
        rate.At(1, 10).ShouldBe(0.05, 1e-4);
        rate.At(2, 10).ShouldBe(0.1, 1e-9);
        rate.At(6, 10).ShouldBe(0.05, 1e-9);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(2, 0.025)]
    [InlineData(40, 0.0001)]
    public void Plateau_HalvesTheRateDownToItsFloor(int plateaus, double expected) =>
        new LearningRate { Initial = 0.1, Decay = LearningRateDecay.Plateau }.At(3, 10, plateaus).ShouldBe(expected, 1e-12);
}
