using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class PermutationTests
{
    [Fact]
    public void Indexer_EveryCountTo2000_IsABijection()
    {
        for (int count = 1; count <= 2000; count++)
        {
            AssertBijective(new Permutation(count, new Rng((ulong)count)));
        }
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(300_007)]
    public void Indexer_LargeCounts_IsABijection(int count) => AssertBijective(new Permutation(count, new Rng(3)));

    [Fact]
    public void Indexer_BillionRows_StaysInRange()
    {
        var order = new Permutation(1_000_000_007, new Rng(5));
        var seen = new HashSet<int>();
        for (int i = 0; i < 10_000; i++)
        {
            int row = order[1_000_000_006 - i];
            row.ShouldBeInRange(0, 1_000_000_006);
            seen.Add(row).ShouldBeTrue();
        }
    }

    [Fact]
    public void Indexer_FourRowsManySeeds_GivesAll24OrdersEquallyOften()
    {
        const int Seeds = 24_000;
        var counts = new Dictionary<int, int>();
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            var order = new Permutation(4, new Rng(seed));
            int key = order[0] + (10 * order[1]) + (100 * order[2]) + (1000 * order[3]);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        counts.Count.ShouldBe(24);
        double chiSquare = counts.Values.Sum(n => Math.Pow(n - (Seeds / 24.0), 2) / (Seeds / 24.0));
        // 23 degrees of freedom: 49.7 is exceeded once in a thousand.
        chiSquare.ShouldBeLessThan(49.7);
    }

    [Fact]
    public void Indexer_FirstPositionOfManySeeds_IsUniformOverRows()
    {
        const int Rows = 1000, Bins = 50, Seeds = 50_000;
        int[] bins = new int[Bins];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            bins[new Permutation(Rows, new Rng(seed))[0] * Bins / Rows]++;
        }
        double chiSquare = bins.Sum(n => Math.Pow(n - (Seeds / (double)Bins), 2) / (Seeds / (double)Bins));
        // 49 degrees of freedom: 85.4 is exceeded once in a thousand.
        chiSquare.ShouldBeLessThan(85.4);
    }

    [Fact]
    public void Indexer_NeighbouringPositions_AreUncorrelated()
    {
        const int Rows = 60_000;
        var order = new Permutation(Rows, new Rng(11));
        double sum = 0;
        for (int i = 0; i + 1 < Rows; i++)
        {
            sum += ((order[i] / (double)Rows) - 0.5) * ((order[i + 1] / (double)Rows) - 0.5);
        }
        // A correlation has a standard deviation of 1 / sqrt(n); four of them.
        Math.Abs(sum / Rows * 12).ShouldBeLessThan(4 / Math.Sqrt(Rows));
    }

    [Fact]
    public void ForEpoch_OtherEpoch_IsAnotherOrderAndRepeatable()
    {
        var rng = new Rng(1);
        int[] first = Order(Permutation.ForEpoch(100, rng, 0));
        Order(Permutation.ForEpoch(100, rng, 1)).ShouldNotBe(first);
        Order(Permutation.ForEpoch(100, new Rng(1), 0)).ShouldBe(first);
        rng.Counter.ShouldBe(0UL);
    }

    [Fact]
    public void Indexer_OutsidePosition_Throws()
    {
        var order = new Permutation(3, new Rng(1));
        Should.Throw<ArgumentOutOfRangeException>(() => order[3]);
        Should.Throw<ArgumentOutOfRangeException>(() => order[-1]);
    }

    private static int[] Order(Permutation order) => [.. Enumerable.Range(0, order.Count).Select(i => order[i])];

    private static void AssertBijective(Permutation order)
    {
        bool[] seen = new bool[order.Count];
        for (int i = 0; i < order.Count; i++)
        {
            int row = order[i];
            if (seen[row])
            {
                Assert.Fail($"Row {row} of {order.Count} comes twice.");
            }
            seen[row] = true;
        }
    }
}
