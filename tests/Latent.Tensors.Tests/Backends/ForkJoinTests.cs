using Latent.Tensors.Backends.Cpu;

namespace Latent.Tensors.Tests.Backends;

public sealed unsafe class ForkJoinTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_DoesEveryChunkOnce(int threads)
    {
        ForkJoin pool = ForkJoin.Of(threads);

        // 65,535 draws fit into a ticket.
        foreach (int chunks in new[] { 0, 1, 2, 3, 17, 1000, 65_535, 65_536, 200_001 })
        {
            foreach (bool small in new[] { false, true })
            {
                int[] done = new int[chunks + 1];
                fixed (int* counts = done)
                {
                    pool.Run(chunks, &Count, counts, small);
                }
                done[..chunks].ShouldAllBe(times => times == 1);
                done[chunks].ShouldBe(0);
            }
        }
    }

    [Fact]
    public void Run_OfManyShortJobs_DoesEveryChunkOfEach()
    {
        ForkJoin pool = ForkJoin.Of(3);
        int[] done = new int[5];
        fixed (int* counts = done)
        {
            for (int job = 0; job < 20_000; job++)
            {
                pool.Run(done.Length, &Count, counts);
            }
        }
        done.ShouldAllBe(times => times == 20_000);
    }

    [Fact]
    public void Run_WhereAChunkFails_SaysSoAndGoesOnWithTheNextJob()
    {
        ForkJoin pool = ForkJoin.Of(2);
        Should.Throw<InvalidOperationException>(() => pool.Run(100, &Fail, null));
        int[] done = new int[100];
        fixed (int* counts = done)
        {
            pool.Run(done.Length, &Count, counts);
        }
        done.ShouldAllBe(times => times == 1);
    }

    private static void Count(void* state, int chunk) => Interlocked.Increment(ref ((int*)state)[chunk]);

    private static void Fail(void* state, int chunk) => throw new InvalidOperationException($"Chunk {chunk} fails.");
}
