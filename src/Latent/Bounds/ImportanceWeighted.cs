using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Bounds;

/// <summary>
/// log (1/k) sum_i w_i over k samples (Burda et al. 2016): tighter than the ELBO, and the more so the larger k.
/// With <c>doublyReparameterized</c> the encoder follows the estimator of Tucker et al. 2019 (DReG), whose signal does
/// not fade as k grows: the gradient reaches the encoder only through the samples, each weighed by its normalised
/// weight squared.
/// </summary>
public sealed class ImportanceWeighted : Bound
{
    // 2^-24: half a unit in the last place of one.
    private const float Negligible = 1f / (1 << 24);

    private readonly bool _doublyReparameterized;

    /// <summary>The bound over this many samples.</summary>
    public ImportanceWeighted(int samples, bool doublyReparameterized = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        Samples = samples;
        _doublyReparameterized = doublyReparameterized;
    }

    /// <inheritdoc/>
    public override int Samples { get; }

    /// <inheritdoc/>
    public override bool NeedsDensity => true;

    /// <inheritdoc/>
    public override bool HoldsPosterior => _doublyReparameterized;

    /// <inheritdoc/>
    public override Tensor Objective(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor logWeight = pass.LogWeight;
        Tensor held = logWeight.Detach(), logSum = held.LogSumExp(0);

        // The gradient of log mean w is that of sum_i v_i log w_i with the normalised weights v held fixed. Written like
        // this, weights below what a float sum can resolve become exact zeros, and their samples cost nothing on the way back.
        Tensor weights = (held - logSum).Exp();
        weights *= weights.Greater(Negligible);
        if (pass.LatentGradientScale is { } scale)
        {
            // d log mean w / dz_i already carries the weight of sample i; one more makes it squared.
            scale.CopyFrom(weights.Reshape(scale.Shape));
        }
        Tensor weighed = (weights * logWeight).Sum();
        float perRow = 1f / pass.Batch.Rows;
        Tensor value = logSum.Sum() - weighed.Detach();
        return (weighed + value).Affine(perRow, -(float)Math.Log(pass.Samples));
    }

    /// <inheritdoc/>
    internal override Tensor? LatentGradientScale(Tensor latent) =>
        _doublyReparameterized ? Tensor.Full(new Shape(latent.Shape[0], 1), 1, latent.Backend) : null;
}
