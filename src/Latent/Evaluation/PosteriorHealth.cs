using System.Globalization;

namespace Latent.Evaluation;

/// <summary>Looks at what a trained posterior does and says, in whole sentences, what is wrong with it and what to try.</summary>
public static class PosteriorHealth
{
    // Below this the latents say less about a row than a seventh of one yes-or-no answer.
    private const double VanishedKl = 0.1;

    private const double CollapsedPerplexity = 1.05, MostDead = 0.1;

    /// <summary>Whether the posterior has collapsed onto the prior: the decoder ignores the latents, which carry nothing about the rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="result">What an evaluation of it measured.</param>
    public static bool IsCollapsed(LatentModel model, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        return model.HasDensity && double.IsFinite(result.Elbo) && result.Kl < VanishedKl;
    }

    /// <summary>Advice, the most urgent first; nothing when all is well.</summary>
    /// <param name="model">The model.</param>
    /// <param name="result">What an evaluation of it measured.</param>
    public static IReadOnlyList<string> Advise(LatentModel model, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        if (!double.IsFinite(result.Elbo))
        {
            return ["The bound is not finite: some rows are impossible under the model. Lower the learning rate, clip gradients (training.clip), or look for extreme values in the data."];
        }
        if (!model.HasDensity)
        {
            string idle = result.ActiveUnits < model.LatentSize ? $" {Idle(result.ActiveUnits, model.LatentSize)}: a smaller latent would do." : "";
            return [$"This is a plain autoencoder: nothing ties its latents to the prior, so its bound is the reconstruction alone and its samples mean little; take the recipe vae to generate or to score.{idle}"];
        }
        if (result.Codes is { } codes)
        {
            return Advise(codes, result.Kl);
        }
        if (IsCollapsed(model, result))
        {
            return [FormattableString.Invariant($"The posterior has collapsed: the KL is {result.Kl:0.###} nats a row, so the latents carry nothing and the decoder ignores them. Try a lower beta (model.bound.beta=0.1), free bits (model.bound.free-bits=0.1), a KL warm-up (model.bound.beta with kind linear), a smaller decoder (model.decoder-hidden), or more epochs.")];
        }
        if (result.ActiveUnits == 0)
        {
            return ["No latent dimension is active: the posterior means hardly change from row to row. Try more epochs, free bits (model.bound.free-bits=0.1), a KL warm-up (model.bound.beta with kind linear) or a lower beta."];
        }
        if (2 * result.ActiveUnits < model.LatentSize)
        {
            string number = result.ActiveUnits.ToString(CultureInfo.InvariantCulture);
            return [$"{Idle(result.ActiveUnits, model.LatentSize)}. If that is enough for the data, a smaller latent (model.latent={number}) does the same; to wake the others try free bits (model.bound.free-bits=0.1), a KL warm-up (model.bound.beta with kind linear) or a lower beta."];
        }
        return [];
    }

    private static IReadOnlyList<string> Advise(CodeUsage codes, double kl)
    {
        if (codes.Perplexity < CollapsedPerplexity || kl < VanishedKl)
        {
            return [FormattableString.Invariant($"The codes have collapsed: their perplexity is {codes.Perplexity:0.##} and the KL {kl:0.###} nats a row, so the latents carry next to nothing. Try more epochs, a higher learning rate, a KL warm-up (model.bound.beta with kind linear), or, with a codebook, restarts (model.posterior.restart=0.1).")];
        }
        return codes.Dead > MostDead * codes.Codes
            ? [FormattableString.Invariant($"{codes.Dead} of {codes.Codes} codes are never used. If the reconstructions are good enough, fewer do the same (model.posterior.codes or .categories); to bring them back, train longer, or restart codes sooner (model.posterior.restart=0.2).")]
            : [];
    }

    private static string Idle(int active, int size) =>
        string.Create(CultureInfo.InvariantCulture, $"Only {active} of {size} latent dimensions {(active == 1 ? "is" : "are")} active");
}
