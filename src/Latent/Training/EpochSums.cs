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

    /// <summary>E[log p(x|z)], nats per row.</summary>
    public double Reconstruction => ReconstructionSum / Math.Max(1, Rows);

    /// <summary>KL(q(z|x) || p(z)), nats per row.</summary>
    public double Kl => KlSum / Math.Max(1, Rows);

    /// <summary>Reconstruction - KL.</summary>
    public double Elbo => Reconstruction - Kl;

    /// <summary>Adds a batch.</summary>
    public void Add(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Rows += pass.Batch.Rows;
        ReconstructionSum += pass.LogLikelihood.Sum().Item() / pass.Samples;
        KlSum += pass.Kl.Sum().Item();
    }

    /// <summary>Begins an epoch.</summary>
    public void Clear() => (Rows, ReconstructionSum, KlSum) = (0, 0, 0);
}
