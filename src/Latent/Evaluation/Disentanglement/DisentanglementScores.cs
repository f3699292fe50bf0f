using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Evaluation.Disentanglement;

/// <summary>How far latents follow the factors that rows were made from, one each: seven metrics, all 0 at worst and 1 at best (the beta-VAE and FactorVAE scores are accuracies, so that chance is one over the number of factors).</summary>
public sealed record DisentanglementScores
{
    private const int MostRows = 10_000;
    private const int FewestRows = 100;

    /// <summary>How many rows there were.</summary>
    public required int Rows { get; init; }

    /// <summary>The factors that vary.</summary>
    public required IReadOnlyList<string> Factors { get; init; }

    /// <summary>The mutual information gap (Chen et al. 2018).</summary>
    public required double MutualInformationGap { get; init; }

    /// <summary>The FactorVAE score (Kim and Mnih 2018).</summary>
    public required double FactorVaeScore { get; init; }

    /// <summary>The beta-VAE score (Higgins et al. 2017).</summary>
    public required double BetaVaeScore { get; init; }

    /// <summary>Of DCI (Eastwood and Williams 2018): whether every dimension matters for one factor alone.</summary>
    public required double Disentanglement { get; init; }

    /// <summary>Of DCI: whether every factor is in one dimension alone.</summary>
    public required double Completeness { get; init; }

    /// <summary>Of DCI: whether the factors can be told at all.</summary>
    public required double Informativeness { get; init; }

    /// <summary>The separated attribute predictability (Kumar et al. 2018).</summary>
    public required double SeparatedPredictability { get; init; }

    /// <summary>Modularity (Ridgeway and Mozer 2018).</summary>
    public required double Modularity { get; init; }

    /// <summary>Explicitness (Ridgeway and Mozer 2018).</summary>
    public required double Explicitness { get; init; }

    /// <summary>See <see cref="FollowedFactors"/>.</summary>
    public required IReadOnlyList<string?> Followed { get; init; }

    /// <summary>Measures a model's posterior means, on 10,000 rows chosen at random if there are more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows with their factors.</param>
    /// <param name="seed">Where all that is drawn comes from.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <exception cref="InputException">The factors are not known or do not vary, or there are too few rows.</exception>
    public static DisentanglementScores Measure(TrainedModel model, DataSet data, ulong seed = 0, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        Rng rng = new Rng(seed).Split("disentanglement");
        Representation representation = Representation.Of(model, data, MostRows, rng, cancellation);
        return Of(representation, rng, model.Model.Parameters[0].Backend, progress, cancellation);
    }

    /// <summary>Measures a representation whose rows are in a random order.</summary>
    /// <param name="representation">Latents and factors.</param>
    /// <param name="rng">Where all that is drawn comes from; it does not move.</param>
    /// <param name="backend">Where classifiers are fitted.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <exception cref="InputException">There are too few rows.</exception>
    public static DisentanglementScores Of(Representation representation, Rng rng, Backend? backend = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(representation);
        ArgumentNullException.ThrowIfNull(rng);
        if (representation.Rows < FewestRows)
        {
            throw new InputException($"Disentanglement cannot be measured on {representation.Rows} rows; take at least {FewestRows}, better 10000.");
        }
        backend ??= Backend.Default;
        var information = new FactorInformation(representation);
        progress?.Invoke(0.1);
        double factorVae = FixedFactorVotes.FactorVae(representation, rng.Split("FactorVAE"), cancellation);
        progress?.Invoke(0.3);
        double betaVae = FixedFactorVotes.BetaVae(representation, rng.Split("beta-VAE"), backend, cancellation);
        progress?.Invoke(0.5);
        ImportanceScores importance = ImportanceScores.Of(representation, cancellation);
        progress?.Invoke(0.7);
        return new DisentanglementScores
        {
            Rows = representation.Rows,
            Factors = representation.Factors,
            MutualInformationGap = GapScores.MutualInformationGap(information),
            FactorVaeScore = factorVae,
            BetaVaeScore = betaVae,
            Disentanglement = importance.Disentanglement,
            Completeness = importance.Completeness,
            Informativeness = importance.Informativeness,
            SeparatedPredictability = GapScores.SeparatedPredictability(representation),
            Modularity = GapScores.Modularity(information, representation.Size),
            Explicitness = ExplicitnessScore.Of(representation, backend, cancellation),
            Followed = FollowedFactors.Of(representation, information),
        };
    }
}
