using System.Globalization;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>Which factor every dimension of the latents follows: the one that it says most about, as a share of the factor's entropy.</summary>
public static class FollowedFactors
{
    // As many intervals and levels as there are say little from fewer.
    private const int MostRows = 10_000;

    /// <summary>Finds them by the mutual information of posterior means and factors, on 10,000 rows chosen at random if there are more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows with their factors.</param>
    /// <param name="seed">Where all that is drawn comes from.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <returns>A name for every dimension, null for one that says nothing about any; null where no factor of the data is known, or none varies.</returns>
    public static IReadOnlyList<string?>? Measure(TrainedModel model, DataSet data, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        int width = data.FactorNames.Count;
        if (data.Factors is not { } factors || !factors.Where((value, i) => value != factors[i % width]).Any())
        {
            return null;
        }
        var representation = Representation.Of(model, data, MostRows, new Rng(seed).Split("disentanglement"), cancellation);
        return Of(representation, new FactorInformation(representation));
    }

    /// <summary>A dimension with its factor, if one is known: "3 (rotation)".</summary>
    public static string Line(int dimension, IReadOnlyList<string?>? factors) =>
        string.Create(CultureInfo.InvariantCulture, $"{dimension}{(factors?[dimension] is { } name ? $" ({name})" : "")}");

    internal static IReadOnlyList<string?> Of(Representation representation, FactorInformation information) => [.. Enumerable.Range(0, representation.Size).Select(dimension =>
    {
        int best = Enumerable.Range(0, representation.Factors.Count).MaxBy(k => information[dimension][k] / information.Entropies[k]);
        return information[dimension][best] > 0 ? representation.Factors[best] : null;
    })];
}
