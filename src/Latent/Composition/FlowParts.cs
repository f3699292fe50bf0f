using Latent.Flows;
using Latent.Posteriors;
using Latent.Priors;

namespace Latent.Composition;

/// <summary>Posteriors and priors of flows, from their settings.</summary>
internal static class FlowParts
{
    private const int MostSteps = 100;
    private const int MostContext = 1 << 16;

    public static Posterior FullGaussian(Settings s, LatentPlan plan)
    {
        plan.Weights.Require(plan.Latent, (plan.Latent / 2) + 1);
        return new FullGaussian(plan.Latent);
    }

    public static Posterior InverseAutoregressive(Settings s, LatentPlan plan)
    {
        int[] hidden = Hidden(s, plan);
        int context = s.Integer("context", Math.Min(plan.Latent, MostContext), 0, MostContext);
        return Flowed(plan, s.Integer("steps", 4, 1, MostSteps), sharesContext: true, () =>
        {
            plan.Weights.TakePerceptron([plan.Latent + context, .. hidden, 2 * plan.Latent]);
            return new InverseAutoregressive(plan.Latent, hidden, plan.Rng, context);
        });
    }

    public static Posterior Planar(Settings s, LatentPlan plan)
    {
        int steps = s.Integer("steps", 8, 1, MostSteps);
        plan.Weights.Require(plan.Latent, 2, steps);
        return Chained(plan, steps, () => new Planar(plan.Latent));
    }

    public static Posterior Radial(Settings s, LatentPlan plan)
    {
        int steps = s.Integer("steps", 8, 1, MostSteps);
        plan.Weights.Require(plan.Latent, steps);
        return Chained(plan, steps, () => new Radial(plan.Latent));
    }

    public static Posterior Sylvester(Settings s, LatentPlan plan)
    {
        int steps = s.Integer("steps", 2, 1, MostSteps), reflections = s.Integer("reflections", Math.Min(8, plan.Latent), 0, plan.Latent);
        plan.Weights.Require(plan.Latent, plan.Latent, steps);
        plan.Weights.Require(plan.Latent, reflections + 1, steps);
        return Chained(plan, steps, () => new Sylvester(plan.Latent, reflections));
    }

    public static Prior RealNvpPrior(Settings s, LatentPlan plan)
    {
        if (plan.Latent < 2)
        {
            throw new InputException("The recipe's 'model.prior' realnvp moves half of a latent by the other half; make 'model.latent' at least 2, or take the prior masked-autoregressive.");
        }
        int[] hidden = Hidden(s, plan);
        return new FlowPrior(Alternating(s.Integer("steps", 6, 1, MostSteps), sharesContext: false, () =>
        {
            plan.Weights.TakePerceptron([plan.Latent / 2, .. hidden, 2 * (plan.Latent - (plan.Latent / 2))]);
            return new Coupling(plan.Latent, hidden, plan.Rng);
        }));
    }

    public static Prior MaskedAutoregressivePrior(Settings s, LatentPlan plan)
    {
        int[] hidden = Hidden(s, plan);
        return new FlowPrior(Alternating(s.Integer("steps", 4, 1, MostSteps), sharesContext: false, () =>
        {
            plan.Weights.TakePerceptron([plan.Latent, .. hidden, 2 * plan.Latent]);
            return new MaskedAutoregressive(plan.Latent, hidden, plan.Rng);
        }));
    }

    private static int[] Hidden(Settings s, LatentPlan plan) => s.Integers("hidden", plan.Latent >= 16 ? [128, 128] : [64, 64]);

    private static Flowed Flowed(LatentPlan plan, int steps, bool sharesContext, Func<Flow> make) =>
        new(new DiagonalGaussian(plan.Latent), Alternating(steps, sharesContext, make));

    private static Flowed Chained(LatentPlan plan, int steps, Func<Flow> make) =>
        new(new DiagonalGaussian(plan.Latent), new FlowChain(Enumerable.Range(0, steps).Select(_ => make())));

    private static FlowChain Alternating(int steps, bool sharesContext, Func<Flow> make) =>
        FlowChain.Alternating([.. Enumerable.Range(0, steps).Select(_ => make())], sharesContext);
}
