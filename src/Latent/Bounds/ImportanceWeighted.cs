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
    public override Tensor Objective(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor logWeight = pass.LogWeight;
        if (pass.LatentGradientScale is { } scale)
        {
            // d log mean w / dz_i already carries the normalised weight of sample i; one more makes it squared.
            scale.CopyFrom(logWeight.Detach().Softmax(0).Reshape(scale.Shape));
        }
        return logWeight.LogSumExp(0).Mean().Affine(1, -(float)Math.Log(pass.Samples));
    }

    /// <inheritdoc/>
    internal override Tensor? LatentGradientScale(Tensor latent) =>
        _doublyReparameterized ? Tensor.Full(new Shape(latent.Shape[0], 1), 1, latent.Backend) : null;
}
