using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Training;

/// <summary>What an epoch's figures are means of; part of the state, since an epoch may be interrupted.</summary>
public sealed class EpochSums
{
    /// <summary>Rows so far.</summary>
    public long Rows { get; set; }

    /// <summary>The sum over rows of E[log p(x|z)].</summary>
    public double ReconstructionSum { get; set; }

    /// <summary>The sum over rows of the KL.</summary>
    public double KlSum { get; set; }

    /// <summary>How the posterior means spread over these rows; null before the first.</summary>
    public LatentStatistics? Latents { get; set; }

    /// <summary>E[log p(x|z)], nats per row; not a number before the first row.</summary>
    public double Reconstruction => ReconstructionSum / Rows;

    /// <summary>KL(q(z|x) || p(z)), nats per row; not a number before the first row.</summary>
    public double Kl => KlSum / Rows;

    /// <summary>Reconstruction - KL.</summary>
    public double Elbo => Reconstruction - Kl;

    /// <summary>Adds a batch.</summary>
    public void Add(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Target is { IsExpanded: true, Weights: { } weights })
        {
            // Rows of unknown class stand there once a class, weighed by its probability.
            Rows += pass.Target.Rows;
            ReconstructionSum += (pass.LogLikelihood * weights.Repeat(pass.Samples)).Sum().Item() / pass.Samples;
            KlSum += (pass.Kl.Sum(1) * weights).Sum().Item();
        }
        else
        {
            Rows += pass.Batch.Rows;
            ReconstructionSum += pass.LogLikelihood.Sum().Item() / pass.Samples;
            KlSum += pass.Kl.Sum().Item();
        }
        Tensor means = pass.Target is { IsExpanded: true } ? pass.Target.Means(pass.Posterior.Mean) : pass.Posterior.Mean;
        Latents ??= new LatentStatistics(means.Length / means.Shape[0]);
        Latents.Add(means);
    }

    /// <summary>Begins an epoch.</summary>
    public void Clear()
    {
        (Rows, ReconstructionSum, KlSum) = (0, 0, 0);
        Latents?.Clear();
    }
}
