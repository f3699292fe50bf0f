using Latent.Distributions;
using Latent.Layers;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent;

/// <summary>
/// A batch that has gone through a model: everything that bounds, penalties and applications are made of. With
/// log w = log p(x|z) + log p(z) - log q(z|x), the mean of log w over samples is the ELBO, its log-mean-exp the
/// importance-weighted bound, the test likelihood and the anomaly score, and its softmax the weights of imputation.
/// All is computed when first asked for, in nats.
/// </summary>
public sealed class Pass
{
    private readonly bool _holdPosterior;
    private readonly Phase _phase;
    private Tensor? _logLikelihood;
    private Tensor? _kl;
    private Tensor? _logWeight;

    internal Pass(LatentModel model, Batch batch, Distribution posterior, Distribution prior, Tensor latent, int samples, bool holdPosterior, Phase phase = default)
    {
        Model = model;
        _holdPosterior = holdPosterior;
        _phase = phase;
        Batch = batch;
        Posterior = posterior;
        Prior = prior;
        Latent = latent;
        Samples = samples;
        Likelihood = model.Decode(latent, batch.Condition, phase);
    }

    /// <summary>What it went through.</summary>
    public LatentModel Model { get; }

    /// <summary>What went in.</summary>
    public Batch Batch { get; }

    /// <summary>q(z|x), one distribution a row.</summary>
    public Distribution Posterior { get; }

    /// <summary>p(z).</summary>
    public Distribution Prior { get; }

    /// <summary>[samples * rows, latent]: draws from the posterior, sample by sample.</summary>
    public Tensor Latent { get; }

    /// <summary>How many samples every row has.</summary>
    public int Samples { get; }

    /// <summary>p(x|z) for every sample.</summary>
    public Distribution Likelihood { get; }

    /// <summary>Set by a bound that scales the gradient between the latent and the encoder (see <see cref="Bounds.ImportanceWeighted"/>); null otherwise.</summary>
    internal Tensor? LatentGradientScale { get; init; }

    /// <summary>What a semi-supervised model made of the batch in training; null for other models.</summary>
    internal TargetPass? Target { get; set; }

    /// <summary>[samples * rows]: log p(x|z) over the observed values.</summary>
    public Tensor LogLikelihood => _logLikelihood ??= Likelihood.LogProbability(Observed(), Batch.Mask);

    /// <summary>
    /// [rows, latent]: KL(q(z|x) || p(z)), in closed form where there is one, else the mean of log q - log p over the
    /// samples; [rows, 1], the whole, where the values of a latent are not independent; zeros if the posterior has no density.
    /// </summary>
    public Tensor Kl => _kl ??= ComputeKl();

    /// <summary>[samples, rows]: log w, the log importance weight of every sample.</summary>
    /// <exception cref="NotSupportedException">The posterior has no density.</exception>
    public Tensor LogWeight => _logWeight ??= ComputeLogWeight();

    /// <summary>p(x|z) for other latents, through the same decoder, in the same phase.</summary>
    public Distribution Decode(Tensor latent) => Model.Decode(latent, Batch.Condition, _phase);

    /// <summary>The values, and zeros where there are none: what stands there, be it not a number, is to count for nothing.</summary>
    private Tensor Observed() => Batch.Mask is { } mask ? mask.Where(Batch.Values, Tensor.Zeros(Shape.Scalar, mask.Backend)) : Batch.Values;

    private Tensor ComputeKl()
    {
        if (!Posterior.HasDensity)
        {
            return Tensor.Zeros(new Shape(Batch.Rows, Latent.Shape.Columns), Latent.Backend);
        }
        if (Posterior.KlTo(Prior) is { } closed)
        {
            return closed;
        }
        bool each = Posterior.Factorizes && Prior.Factorizes;
        Tensor ratio = each
            ? Posterior.ElementLogProbability(Latent) - Prior.ElementLogProbability(Latent)
            : Posterior.KlEstimates(Prior, Latent);
        return ratio.Reshape(new Shape(Samples, Batch.Rows, each ? Latent.Shape.Columns : 1)).Mean(0);
    }

    private Tensor ComputeLogWeight()
    {
        Distribution posterior = _holdPosterior ? Posterior.Detach() : Posterior;
        return (LogLikelihood + (Prior.LogProbability(Latent) - posterior.LogProbability(Latent))).Reshape(new Shape(Samples, Batch.Rows));
    }
}
