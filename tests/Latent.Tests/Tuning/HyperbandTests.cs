using Latent.Tuning;

namespace Latent.Tests.Tuning;

public sealed class HyperbandTests
{
    [Fact]
    public void Plan_OfThePaper_HasItsBrackets()
    {
        // Li et al. 2018, Table 1: R = 81 and a rate of 3 make brackets of 81, 34, 15, 8 and 5 trials.
        IReadOnlyList<Bracket> plan = Hyperband.Plan(81 + 34 + 15 + 8 + 5, 81);
        plan.Select(b => b.Trials).ShouldBe([81, 34, 15, 8, 5]);
        plan[0].Rungs.ShouldBe([new(81, 1), new(27, 3), new(9, 9), new(3, 27), new(1, 81)]);
        plan[1].Rungs.ShouldBe([new(34, 3), new(11, 9), new(3, 27), new(1, 81)]);
        plan[4].Rungs.ShouldBe([new(5, 81)]);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 1)]
    [InlineData(9, 9)]
    [InlineData(20, 30)]
    [InlineData(100, 7)]
    public void Plan_AnyNumbers_SharesOutAllTrialsAndEndsWithAllEpochs(int trials, int epochs)
    {
        IReadOnlyList<Bracket> plan = Hyperband.Plan(trials, epochs);
        plan.Sum(b => b.Trials).ShouldBe(trials);
        foreach (Bracket bracket in plan)
        {
            bracket.Rungs[0].Trials.ShouldBe(bracket.Trials);
            bracket.Rungs[^1].Epochs.ShouldBe(epochs);
            bracket.Rungs.Zip(bracket.Rungs.Skip(1)).ShouldAllBe(pair => pair.Second.Epochs > pair.First.Epochs && pair.Second.Trials <= pair.First.Trials && pair.Second.Trials >= 1);
        }
    }

    [Fact]
    public void Epochs_OfABracket_CountEveryEpochOnce() =>
        new Bracket(9, [new(9, 1), new(3, 3), new(1, 9)]).Epochs.ShouldBe(9 + (3 * 2) + 6);

    [Theory]
    [InlineData(0, 5, 3)]
    [InlineData(5, 0, 3)]
    [InlineData(5, 5, 1)]
    public void Plan_TooSmallANumber_IsRefused(int trials, int epochs, int rate) =>
        Should.Throw<InputException>(() => Hyperband.Plan(trials, epochs, rate));
}
