using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Latent.Tensors.Backends.Cpu;

/// <summary>
/// Fork and join in a few microseconds. Callers cut work into chunks by its size alone, so results never depend on how
/// many threads take the chunks: they draw chunk numbers from one ticket until none are left, the caller from the first one
/// on and its helpers from the last one back. So a core finds much of what it reads in its own cache, where the work before
/// had left it. Waiting threads spin briefly, then sleep, so an idle pool costs nothing.
/// </summary>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "A pool lives as long as the process.")]
internal sealed unsafe class ForkJoin
{
    // Low half of the ticket while a job's description is being written: as if more were drawn than there can be.
    private const uint Closed = uint.MaxValue;

    // What fits into a quarter of the ticket; of more chunks, several are drawn at once.
    private const int MostDraws = ushort.MaxValue;

    private const uint FromFront = 1, FromBack = 0x10000;

    private static readonly long s_spinTicks = Stopwatch.Frequency / 10_000;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _oneAtATime = new();
    private delegate*<void*, int, void> _body;
    private void* _state;
    private int _chunks;
    private int _draws;
    private int _sleepers;
    private Exception? _failure;

    // High half: the job's number; then how often was drawn from the back, and from the front. One compare-and-swap draws
    // chunks of exactly that job.
    private ulong _ticket;
    private int _done;

    private static readonly ConcurrentDictionary<int, ForkJoin> s_pools = new();

    private ForkJoin(int threads)
    {
        Threads = threads;
        for (int i = 1; i < threads; i++)
        {
            var thread = new Thread(Work)
            {
                IsBackground = true,
                Name = string.Create(CultureInfo.InvariantCulture, $"Latent worker {i}"),
            };
            thread.Start();
        }
    }

    /// <summary>The process's pool of <paramref name="threads"/> threads, the caller's own among them.</summary>
    public static ForkJoin Of(int threads) => s_pools.GetOrAdd(threads, static n => new ForkJoin(n));

    /// <summary>How many threads share the chunks.</summary>
    public int Threads { get; }

    /// <summary>Runs <paramref name="body"/> for every chunk number below <paramref name="chunks"/> and returns when all are done.</summary>
    /// <param name="chunks">How many chunks there are.</param>
    /// <param name="body">Does one.</param>
    /// <param name="state">What it is given.</param>
    /// <param name="small">Whether all of it is done before another thread would have begun.</param>
    public void Run(int chunks, delegate*<void*, int, void> body, void* state, bool small = false)
    {
        // Nested or concurrent work, too, runs where it stands: the chunks, and so the bits, are the same.
        if (small || Threads == 1 || chunks <= 1 || OwnThread.IsHeld || _oneAtATime.IsHeldByCurrentThread || !_oneAtATime.TryEnter())
        {
            for (int i = 0; i < chunks; i++)
            {
                body(state, i);
            }
            return;
        }
        try
        {
            ulong job = (Volatile.Read(ref _ticket) & 0xFFFFFFFF00000000UL) + 0x100000000UL;
            Interlocked.Exchange(ref _ticket, job | Closed);
            _body = body;
            _state = state;
            _chunks = chunks;
            _draws = Math.Min(chunks, MostDraws);
            Volatile.Write(ref _done, 0);
            Interlocked.Exchange(ref _ticket, job);
            if (Interlocked.Exchange(ref _sleepers, 0) is > 0 and var sleepers)
            {
                _wake.Release(sleepers);
            }
            Take(FromFront);
            long start = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref _done) != _draws)
            {
                Thread.SpinWait(10);
                if (Stopwatch.GetTimestamp() - start > s_spinTicks)
                {
                    Thread.Yield();
                }
            }
            if (Interlocked.Exchange(ref _failure, null) is { } failure)
            {
                throw new InvalidOperationException("A kernel failed on a worker thread.", failure);
            }
        }
        finally
        {
            _oneAtATime.Exit();
        }
    }

    /// <summary>Draws and runs chunks of the current job until none are left.</summary>
    private void Take(uint side)
    {
        while (true)
        {
            ulong ticket = Volatile.Read(ref _ticket);
            int front = (ushort)ticket, back = (ushort)(ticket >> 16), draws = Volatile.Read(ref _draws), chunks = _chunks;
            if (front + back >= draws)
            {
                return;
            }
            var body = _body;
            void* state = _state;
            if (Interlocked.CompareExchange(ref _ticket, ticket + side, ticket) != ticket)
            {
                continue;
            }
            int draw = side == FromFront ? front : draws - 1 - back;
            try
            {
                for (int i = (int)((long)draw * chunks / draws); i < (int)((draw + 1L) * chunks / draws); i++)
                {
                    body(state, i);
                }
            }
#pragma warning disable CA1031 // Whatever it is, it must reach the caller's thread.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
            }
            Interlocked.Increment(ref _done);
        }
    }

    private void Work()
    {
        uint seen = 0;
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            while (Job() == seen)
            {
                Thread.SpinWait(10);
                if (Stopwatch.GetTimestamp() - start > s_spinTicks)
                {
                    Sleep(seen);
                    start = Stopwatch.GetTimestamp();
                }
            }
            seen = Job();
            while ((uint)Volatile.Read(ref _ticket) == Closed)
            {
                Thread.SpinWait(1);
            }
            Take(FromBack);
        }

        uint Job() => (uint)(Volatile.Read(ref _ticket) >> 32);

        void Sleep(uint last)
        {
            Interlocked.Increment(ref _sleepers);
            if (Job() != last)
            {
                // Work came meanwhile: leave the sleepers, or, if already counted as woken, use up that wake.
                int sleepers = Volatile.Read(ref _sleepers);
                while (sleepers > 0)
                {
                    int before = Interlocked.CompareExchange(ref _sleepers, sleepers - 1, sleepers);
                    if (before == sleepers)
                    {
                        return;
                    }
                    sleepers = before;
                }
            }
            _wake.Wait();
        }
    }
}
