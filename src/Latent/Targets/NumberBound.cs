using Latent.Distributions;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Targets;

/// <summary>
/// The bound on rows whose number is partly unknown. With the model's bound L(x, y) on log p(x|y), and numbers that are
/// standard normal in their own units, a row of known number has L(x, y) + log p(y), and one of unknown number
/// E[L(x, y)] - KL(q(y|x) || p(y)), y drawn from q(y|x) such that its gradient reaches the network.
/// </summary>
/// <param name="model">The model, conditioned on the number.</param>
/// <param name="target">The number.</param>
internal sealed class NumberBound(Vae model, NumberTarget target) : TargetBound
{
    private readonly Distribution _prior = new StandardNormal(1, model.Parameters[0].Backend).Given();

    /// <inheritdoc/>
    public override void Infer(Tensor x, Tensor? mask, TargetPass pass, float generative, Rng rng, Phase phase)
    {
        Tensor? drawn = pass.Unlabelled > 0 ? Tempered(target.Given(pass.Unknown).Sample(1, rng.Split("numbers")), generative) : null;
        Tensor? known = pass.Labels.Count > 0 ? pass.Labels.Numbers! : null;
        Tensor numbers = drawn is null ? known! : known is null ? drawn : drawn.Concat(known, 0);
        pass.Expanded = model.Infer(new Batch(x) { Mask = mask, Condition = numbers }, model.Bound.Samples, rng, phase);
    }

    /// <inheritdoc/>
    public override Tensor Objective(TargetPass pass, StepContext step, float generative)
    {
        Tensor sum = model.Bound.OfRows(pass.Expanded!, step).Sum();
        if (pass.Unlabelled > 0)
        {
            sum -= Tempered(target.Given(pass.Unknown).KlTo(_prior)!.Sum(), generative);
        }
        if (pass.Labels.Count > 0)
        {
            sum += _prior.LogProbability(pass.Labels.Numbers!).Sum();
        }
        return sum.Affine(1f / pass.Rows);
    }
}
