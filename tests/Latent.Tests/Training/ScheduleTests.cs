using Latent.Training;

namespace Latent.Tests.Training;

public class ScheduleTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(100, 0.5)]
    public void Constant_Stays(double epoch, double expected) => Schedule.Constant(0.5).At(epoch).ShouldBe(expected);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2.5, 2)]
    [InlineData(5, 3)]
    [InlineData(50, 3)]
    public void Linear_RisesAndStays(double epoch, double expected) => Schedule.Linear(1, 3, 5).At(epoch).ShouldBe(expected, 1e-12);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0.4)]
    [InlineData(5, 1)]
    [InlineData(9.9, 1)]
    [InlineData(10, 0)]
    [InlineData(12.5, 0.5)]
    public void Cyclical_RisesAndStartsAgain(double epoch, double expected) => Schedule.Cyclical(0, 1, 10).At(epoch).ShouldBe(expected, 1e-12);

    [Fact]
    public void Schedules_OfNoLength_AreRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Schedule.Linear(0, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Schedule.Cyclical(0, 1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Schedule.Cyclical(0, 1, 10, 1.5));
    }
}
