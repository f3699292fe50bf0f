using Latent.Tensors;

namespace Latent.Tensors.Tests;

public sealed class RngTests
{
    [Fact]
    public void Block_ZeroKeyAndCounter_MatchesThePublishedVector()
    {
        Rng.Block(0, 0, out uint a, out uint b, out uint c, out uint d);
        new[] { a, b, c, d }.ShouldBe([0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u]);
    }

    [Fact]
    public void Block_NeighbouringCountersAndKeys_ShareNoWord()
    {
        var words = new HashSet<uint>();
        foreach ((ulong key, ulong counter) in new[] { (0UL, 0UL), (0UL, 1UL), (1UL, 0UL), (0UL, 1UL << 32), (1UL << 32, 0UL) })
        {
            Rng.Block(key, counter, out uint a, out uint b, out uint c, out uint d);
            words.UnionWith([a, b, c, d]);
        }
        words.Count.ShouldBe(20);
    }

    [Fact]
    public void At_SavedPosition_Continues()
    {
        var rng = new Rng(5);
        rng.NextUInt64();
        rng.NextNormal();
        Rng copy = Rng.At(rng.Key, rng.Counter);
        copy.NextUInt64().ShouldBe(rng.NextUInt64());
    }

    [Fact]
    public void Split_DifferentStreams_DifferAndLeaveTheParentAlone()
    {
        var rng = new Rng(5);
        ulong counter = rng.Counter;
        Rng first = rng.Split(0), second = rng.Split(1), named = rng.Split("weights"), again = rng.Split("weights");
        rng.Counter.ShouldBe(counter);
        new[] { rng.Key, first.Key, second.Key, named.Key }.Distinct().Count().ShouldBe(4);
        again.NextUInt64().ShouldBe(named.NextUInt64());
    }

    [Fact]
    public void Reserve_Blocks_SkipsThem()
    {
        Rng rng = new(3), other = new(3);
        rng.Reserve(2).ShouldBe(0UL);
        other.NextUInt64();
        other.NextUInt64();
        rng.NextUInt64().ShouldBe(other.NextUInt64());
    }

    [Fact]
    public void NextDouble_ManyDraws_IsUniform()
    {
        var rng = new Rng(1);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => rng.NextDouble())];
        draws.Min().ShouldBeGreaterThanOrEqualTo(0);
        draws.Max().ShouldBeLessThan(1);
        draws.Average().ShouldBe(0.5, 0.005);
        draws.Average(x => x * x).ShouldBe(1.0 / 3, 0.005);
    }

    [Fact]
    public void NextNormal_ManyDraws_HasTheMomentsOfTheNormal()
    {
        var rng = new Rng(2);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => rng.NextNormal())];
        draws.Average().ShouldBe(0, 0.02);
        draws.Average(x => x * x).ShouldBe(1, 0.03);
        draws.Average(x => x * x * x * x).ShouldBe(3, 0.15);
    }

    [Fact]
    public void Next_SmallMaximum_IsEvenAndInRange()
    {
        var rng = new Rng(4);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[rng.Next(7)]++;
        }
        counts.ShouldAllBe(count => count > 9_500 && count < 10_500);
        Should.Throw<ArgumentOutOfRangeException>(() => rng.Next(0));
    }

    [Fact]
    public void Shuffle_Items_IsAPermutationFixedByTheSeed()
    {
        int[] first = [.. Enumerable.Range(0, 100)], second = [.. first];
        new Rng(9).Shuffle<int>(first);
        new Rng(9).Shuffle<int>(second);
        first.ShouldBe(second);
        first.ShouldNotBe(Enumerable.Range(0, 100));
        first.Order().ShouldBe(Enumerable.Range(0, 100));
    }
}
