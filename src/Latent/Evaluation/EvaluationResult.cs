namespace Latent.Evaluation;

/// <summary>How well a model accounts for some rows. All figures are means over the rows, in nats.</summary>
public sealed record EvaluationResult
{
    /// <summary>How many rows there were.</summary>
    public required int Rows { get; init; }

    /// <summary>Reconstruction - KL with one sample a row: a lower bound on log p(x) for models with a density.</summary>
    public required double Elbo { get; init; }

    /// <summary>E[log p(x|z)].</summary>
    public required double Reconstruction { get; init; }

    /// <summary>KL(q(z|x) || p(z)).</summary>
    public required double Kl { get; init; }

    /// <summary>The KL of every latent dimension; one value for every group or code where latents are made of such, and one, the whole, where their values are not independent.</summary>
    public required IReadOnlyList<float> KlPerDimension { get; init; }

    /// <summary>Latent dimensions whose posterior mean varies over the rows (Burda et al. 2016).</summary>
    public required int ActiveUnits { get; init; }

    /// <summary>How often codes were used; null for models whose latents are not made of codes.</summary>
    public CodeUsage? Codes { get; init; }

    /// <summary>log p(x) by importance sampling; null if it was not asked for.</summary>
    public double? LogLikelihood { get; init; }

    /// <summary>How many samples a row it was estimated with.</summary>
    public int ImportanceSamples { get; init; }

    /// <summary>log p(x) by annealed importance sampling; null if it was not asked for.</summary>
    public double? AnnealedLogLikelihood { get; init; }

    /// <summary>How many steps every chain had.</summary>
    public int AnnealedSteps { get; init; }

    /// <summary>How many chains every row had.</summary>
    public int AnnealedChains { get; init; }
}

/// <summary>What to evaluate and how.</summary>
public sealed record EvaluationOptions
{
    /// <summary>How many importance samples a row log p(x) is estimated with; 0 for no estimate.</summary>
    public int ImportanceSamples { get; init; }

    /// <summary>How many steps chains take from the prior to the posterior, to estimate log p(x) by annealed importance sampling; 0 for no estimate. Thousands are exact; ten passes through the decoder each.</summary>
    public int AnnealedSteps { get; init; }

    /// <summary>How many such chains every row has.</summary>
    public int AnnealedChains { get; init; } = 16;

    /// <summary>Rows in a batch.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Where samples are drawn from.</summary>
    public ulong Seed { get; init; }
}
