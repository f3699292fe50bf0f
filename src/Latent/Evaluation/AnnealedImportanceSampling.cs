using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>
/// log p(x) by annealed importance sampling (Neal 2001), as Wu et al. 2017 judge decoders: chains of latents begin in the
/// prior and are led through p(z) p(x|z)^t, t rising from 0 to 1, by Hamiltonian moves; what every step gains is a factor of
/// the chain's weight. The encoder has no part in it. The sizes of the moves are adapted, row by row, while a first few
/// chains are annealed that do not count: the weights of the others then have exactly the mean p(x).
/// </summary>
internal sealed class AnnealedImportanceSampling
{
    // As in importance sampling: enough decoded rows at a time to fill the machine, few enough to stay in its caches.
    private const int DecodedRows = 2000;
    private const int MostPilots = 4;
    private const int Leapfrogs = 10;
    private const double FirstStep = 0.2;

    // Acceptance that wastes least (Neal 2011), and how fast step sizes follow it.
    private const double Acceptance = 0.65;
    private const double Pace = 0.1;

    private readonly LatentModel _model;
    private readonly Batch _batch;
    private readonly Tape _tape;
    private readonly double[] _schedule;
    private readonly double[][] _steps;
    private readonly CancellationToken _cancellation;

    private AnnealedImportanceSampling(LatentModel model, Batch batch, Tape tape, int steps, CancellationToken cancellation)
    {
        _model = model;
        _batch = batch;
        _tape = tape;
        _cancellation = cancellation;
        _schedule = Schedule(steps);
        _steps = [.. Enumerable.Range(0, steps).Select(_ => new double[batch.Rows])];
    }

    /// <summary>The sum over rows of log (1/K) sum_k w_k, w_k the weight of chain k.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The rows, with their conditions.</param>
    /// <param name="steps">How many temperatures every chain goes through.</param>
    /// <param name="chains">K.</param>
    /// <param name="rng">Where chains draw from.</param>
    /// <param name="tape">A tape that records.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static double SumLogLikelihood(LatentModel model, Batch batch, int steps, int chains, Rng rng, Tape tape, CancellationToken cancellation)
    {
        var sampling = new AnnealedImportanceSampling(model, batch, tape, steps, cancellation);
        int rows = batch.Rows, atATime = Math.Clamp(DecodedRows / rows, 1, chains);
        sampling.Anneal(Math.Min(MostPilots, atATime), rng.Split("pilot"), adapt: true);
        var sums = new LogMeanExp(rows);
        Rng own = rng.Split("chains");
        for (int done = 0; done < chains; done += atATime)
        {
            sums.Add(sampling.Anneal(Math.Min(atATime, chains - done), own.Split((ulong)done), adapt: false));
        }
        return sums.Total();
    }

    /// <summary>From 0 to 1, slow at both ends where the distribution changes fastest.</summary>
    internal static double[] Schedule(int steps)
    {
        const double Spread = 4;
        double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        double low = Sigmoid(-Spread), high = Sigmoid(Spread);
        return [.. Enumerable.Range(0, steps + 1).Select(t => (Sigmoid(Spread * ((2.0 * t / steps) - 1)) - low) / (high - low))];
    }

    /// <summary>Leads so many chains a row from the prior to the posterior; their log weights, chain by chain.</summary>
    private double[] Anneal(int chains, Rng rng, bool adapt)
    {
        var walk = new HamiltonianWalk(_model, _batch, _tape, chains, rng.Split("prior"));
        double[] weights = new double[walk.Count], accepted = new double[_batch.Rows], sizes = new double[_batch.Rows];
        Array.Fill(sizes, FirstStep);
        for (int t = 1; t < _schedule.Length; t++)
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] += (_schedule[t] - _schedule[t - 1]) * walk.LogLikelihoods[i];
            }
            if (t == _schedule.Length - 1)
            {
                // A move at the end would change no weight any more.
                break;
            }
            if (!adapt)
            {
                walk.Move(_schedule[t], Leapfrogs, _steps[t], accepted, rng.Split((ulong)t));
                continue;
            }
            sizes.CopyTo(_steps[t], 0);
            walk.Move(_schedule[t], Leapfrogs, sizes, accepted, rng.Split((ulong)t));
            for (int r = 0; r < sizes.Length; r++)
            {
                sizes[r] *= Math.Exp(Pace * (accepted[r] - Acceptance));
            }
        }
        return weights;
    }
}
