using Latent.Applications;
using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Evaluation;

/// <summary>Measures a model on rows of data; nothing is learned and the weights stay as they are.</summary>
public static class Evaluator
{
    // Decoded rows at a time in importance sampling: enough to fill the machine, few enough to stay in its caches.
    private const int DecodedRows = 2000;

    /// <summary>ELBO, its parts, active units and, if asked for, the log-likelihood by importance sampling and by annealing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="preparation">What the model's rows are prepared with.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">There are no rows, they do not fit, or a log-likelihood is asked of a model without a density.</exception>
    public static EvaluationResult Evaluate(LatentModel model, RowSource rows, Preparation? preparation = null, EvaluationOptions? options = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new EvaluationOptions();
        preparation ??= Preparation.None;
        if (rows.Count == 0)
        {
            throw new InputException("There are no rows to evaluate on.");
        }
        if (rows.RowShape.Length != model.RowShape.Length)
        {
            throw new InputException($"The model takes rows of shape {model.RowShape}; the data have {rows.RowShape}.");
        }
        if (options.ImportanceSamples > 0 && !model.HasDensity)
        {
            throw new InputException("This model's posterior has no density, so log p(x) cannot be estimated by importance sampling; leave the importance samples out.");
        }
        Backend backend = model.Parameters[0].Backend;
        Tape inner = new(backend, record: false), recording = new(backend);
        var units = new LatentStatistics(model.LatentSize);
        CodeUsage? usage = model.Codes is { } codes ? new CodeUsage(codes) : null;
        double reconstruction = 0, logLikelihood = 0, annealed = 0;
        double[] kl = [];
        float[] klValues = [];
        var root = new Rng(options.Seed).Split("evaluation");
        foreach ((Batch batch, Rng rng) in Sweep.Over(rows, options.BatchSize, preparation, backend, root, progress, cancellation))
        {
            Pass pass = model.Infer(batch, 1, rng);
            reconstruction += pass.LogLikelihood.Sum().Item();
            Tensor klSums = pass.Kl.Sum(0);
            Array.Resize(ref kl, klSums.Length);
            Array.Resize(ref klValues, klSums.Length);
            klSums.CopyTo(klValues);
            for (int j = 0; j < kl.Length; j++)
            {
                kl[j] += klValues[j];
            }
            units.Add(pass.Posterior.Mean);
            usage?.Add(pass.Latent);
            if (options.ImportanceSamples > 0)
            {
                logLikelihood += SumLogLikelihood(model, batch, pass.Posterior, options.ImportanceSamples, rng, inner, cancellation);
            }
            if (options.AnnealedSteps > 0)
            {
                RequireSpace(pass.Prior);
                annealed += AnnealedImportanceSampling.SumLogLikelihood(model, pass.Batch, options.AnnealedSteps, options.AnnealedChains, rng.Split("annealing"), recording, cancellation);
            }
        }
        double n = rows.Count, jacobian = preparation.LogJacobian;
        return new EvaluationResult
        {
            Rows = rows.Count,
            Elbo = ((reconstruction - kl.Sum()) / n) + jacobian,
            Reconstruction = (reconstruction / n) + jacobian,
            Kl = kl.Sum() / n,
            KlPerDimension = [.. kl.Select(k => (float)(k / n))],
            ActiveUnits = units.ActiveUnits,
            Codes = usage,
            LogLikelihood = options.ImportanceSamples > 0 ? (logLikelihood / n) + jacobian : null,
            ImportanceSamples = options.ImportanceSamples,
            AnnealedLogLikelihood = options.AnnealedSteps > 0 ? (annealed / n) + jacobian : null,
            AnnealedSteps = options.AnnealedSteps,
            AnnealedChains = options.AnnealedSteps > 0 ? options.AnnealedChains : 0,
        };
    }

    private static void RequireSpace(Distribution prior)
    {
        if (!prior.CoversSpace)
        {
            throw new InputException("Annealed importance sampling walks about in the latent space, and this model's prior is over codes or over a sphere; estimate log p(x) with importance samples.");
        }
    }

    /// <summary>
    /// The sum over rows of log (1/K) sum_k w_k. A few samples at a time go through the decoder and into a running
    /// log-sum-exp, so that memory does not grow with K.
    /// </summary>
    private static double SumLogLikelihood(LatentModel model, Batch batch, Distribution posterior, int samples, Rng rng, Tape tape, CancellationToken cancellation)
    {
        int atATime = Math.Clamp(DecodedRows / batch.Rows, 1, samples);
        var sums = new LogMeanExp(batch.Rows);
        float[] weights = new float[atATime * batch.Rows];
        for (int done = 0; done < samples; done += atATime)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape.Scope scope = tape.Begin();
            int now = Math.Min(atATime, samples - done);
            model.Infer(batch, posterior, now, rng).LogWeight.CopyTo(weights);
            sums.Add(weights.AsSpan(0, now * batch.Rows));
        }
        return sums.Total();
    }
}
