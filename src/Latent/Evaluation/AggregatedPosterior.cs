using Latent.Applications;
using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Evaluation;

/// <summary>
/// The posteriors of all rows together, q(z), the mean of q(z|x) over them: the mean KL(q(z|x) || p(z)) is the mutual information
/// of rows and latents plus the gap KL(q(z) || p(z)) (Hoffman and Johnson 2016). Latents that are drawn from some of the
/// posteriors are held against every row's.
/// </summary>
public sealed record AggregatedPosterior
{
    private const int MostRows = 10_000;
    private const int MostDraws = 1_000;

    // Densities at a time: many latents meet a batch of posteriors.
    private const int Densities = 10_000;

    /// <summary>How many rows q(z) is made of.</summary>
    public required int Rows { get; init; }

    /// <summary>How many latents were drawn.</summary>
    public required int Draws { get; init; }

    /// <summary>I(x; z) in nats, x being one of the rows: at most the logarithm of their number.</summary>
    public required double MutualInformation { get; init; }

    /// <summary>KL(q(z) || p(z)) in nats.</summary>
    public required double Gap { get; init; }

    /// <summary>Measures a model on rows, on 10,000 of them if there are more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="preparation">What the model's rows are prepared with.</param>
    /// <param name="options">The seed and the size of a batch.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Null if the posterior has no density, or, as some flows have, none but at its own samples, or one that takes long elsewhere.</returns>
    public static AggregatedPosterior? Measure(LatentModel model, RowSource rows, Preparation? preparation = null, EvaluationOptions? options = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (!model.HasDensity || rows.Count == 0)
        {
            return null;
        }
        options ??= new EvaluationOptions();
        RowSource some = rows.Count <= MostRows ? rows : new SelectedRows(rows, [.. Enumerable.Range(0, MostRows).Select(i => (int)((long)i * rows.Count / MostRows))]);
        var sample = new Sample(model, some.Count);
        Sweep(some, (batch, rng) => sample.Draw(batch, rng), 0);
        if (!sample.CanMeet)
        {
            return null;
        }
        Sweep(some, (batch, _) => sample.Meet(batch, cancellation), 0.5);
        return sample.Result();

        // The same seed: rows that are prepared at random are the same ones both times.
        void Sweep(RowSource source, Action<Batch, Rng> visit, double before)
        {
            Backend backend = model.Parameters[0].Backend;
            var root = new Rng(options.Seed).Split("aggregated posterior");
            foreach ((Batch batch, Rng rng) in Applications.Sweep.Over(source, options.BatchSize, preparation ?? Preparation.None, backend, root, share => progress?.Invoke(before + (share / 2)), cancellation))
            {
                visit(batch, rng);
            }
        }
    }

    /// <summary>Latents drawn from the posteriors of rows that are spread evenly.</summary>
    private sealed class Sample(LatentModel model, int rows)
    {
        // Few rows are drawn from several times each.
        private readonly int _aRow = Math.Max(1, MostDraws / rows);
        private readonly int _draws = rows < MostDraws ? MostDraws / rows * rows : MostDraws;
        private readonly List<float> _latents = [];
        private readonly List<double> _own = [];
        private readonly List<double> _prior = [];
        private readonly List<double> _kl = [];
        private readonly Tape _tape = new(model.Parameters[0].Backend, record: false);
        private LogMeanExp? _aggregated;
        private double _klSum;
        private int _seen;

        /// <summary>Whether the posteriors of some rows know the density of what was drawn from those of others.</summary>
        public bool CanMeet { get; private set; } = true;

        public void Draw(Batch batch, Rng rng)
        {
            Pass pass = model.Infer(batch, _aRow, rng);
            CanMeet &= pass.Posterior.ScoresAnyValue;
            int size = model.LatentSize;
            float[] latents = pass.Latent.ToArray(), own = pass.Posterior.LogProbability(pass.Latent).ToArray(), prior = pass.Prior.LogProbability(pass.Latent).ToArray(), kl = pass.Kl.Sum(1).ToArray();
            _klSum += kl.Sum(k => (double)k);
            for (int i = 0; i < own.Length; i++)
            {
                if (rows < MostDraws || (long)(_seen + i + 1) * _draws / rows > (long)(_seen + i) * _draws / rows)
                {
                    _latents.AddRange(latents.AsSpan(i * size, size));
                    _own.Add(own[i]);
                    _prior.Add(prior[i]);
                    _kl.Add(kl[i % batch.Rows]);
                }
            }
            _seen += batch.Rows;
        }

        public void Meet(Batch batch, CancellationToken cancellation)
        {
            _aggregated ??= new LogMeanExp(_draws);
            Distribution posterior = model.Encode(batch, Layers.Phase.Evaluation);

            // What a distribution works out when first asked must outlive the scopes below.
            _ = posterior.LogProbability(posterior.Mean);
            int size = model.LatentSize, atATime = Math.Max(1, Densities / batch.Rows);
            float[] tiled = new float[atATime * batch.Rows * size], densities = new float[atATime * batch.Rows];
            float[] logs = new float[_draws * batch.Rows];
            for (int first = 0; first < _draws; first += atATime)
            {
                cancellation.ThrowIfCancellationRequested();
                int now = Math.Min(atATime, _draws - first), count = now * batch.Rows;
                for (int i = 0; i < count; i++)
                {
                    System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_latents).Slice((first + (i / batch.Rows)) * size, size).CopyTo(tiled.AsSpan(i * size));
                }
                using (_tape.Begin())
                {
                    posterior.LogProbability(Tensor.From(tiled.AsSpan(0, count * size), new Shape(count, size), _tape.Backend)).CopyTo(densities);
                }
                for (int i = 0; i < count; i++)
                {
                    logs[(i % batch.Rows * _draws) + first + (i / batch.Rows)] = densities[i];
                }
            }
            _aggregated.Add(logs);
        }

        /// <summary>log q(z|x) - log q(z) has the mean I; what log q(z|x) - log p(z) differs by from the KL, which is known exactly, corrects it.</summary>
        public AggregatedPosterior Result()
        {
            double[] aggregated = _aggregated!.Values();
            double[] information = [.. _own.Zip(aggregated, (own, all) => own - all)];
            double[] surplus = [.. _own.Zip(_prior, (own, prior) => own - prior).Zip(_kl, (ratio, kl) => ratio - kl)];
            double meanInformation = information.Average(), meanSurplus = surplus.Average(), both = 0, square = 0;
            for (int i = 0; i < surplus.Length; i++)
            {
                both += (surplus[i] - meanSurplus) * (information[i] - meanInformation);
                square += (surplus[i] - meanSurplus) * (surplus[i] - meanSurplus);
            }
            double mutual = meanInformation - (square > 0 ? both / square * meanSurplus : 0);
            return new AggregatedPosterior { Rows = rows, Draws = _draws, MutualInformation = mutual, Gap = (_klSum / rows) - mutual };
        }
    }
}
