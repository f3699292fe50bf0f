using Latent.Applications;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// Latents of rows beside the factors that the rows were made from. A factor of at most 64 values has these as its levels;
/// one of more is cut into 20 intervals of equal width. Factors that do not vary are left out.
/// </summary>
public sealed class Representation
{
    /// <summary>How many intervals of equal width a latent's values, or those of a factor with many, are cut into.</summary>
    public const int Bins = 20;

    private const int MostLevels = 64;

    private readonly float[][] _factors;
    private readonly int[][] _levels;
    private readonly bool[] _unordered;

    /// <summary>A representation.</summary>
    /// <param name="codes">[rows, size]: a latent a row.</param>
    /// <param name="size">How many values a latent has.</param>
    /// <param name="factors">[rows, factors], row major.</param>
    /// <param name="names">What the factors are called.</param>
    /// <param name="labels">The classes of the rows; a factor that is nothing else has no order. Null for none.</param>
    /// <exception cref="ArgumentException">Codes and factors are not of the same rows.</exception>
    /// <exception cref="InputException">No factor varies.</exception>
    public Representation(float[] codes, int size, float[] factors, IReadOnlyList<string> names, int[]? labels = null)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Rows = codes.Length / size;
        if (Rows * size != codes.Length || (long)Rows * names.Count != factors.Length)
        {
            throw new ArgumentException($"{codes.Length} values of latents of {size} and {factors.Length} values of {names.Count} factors are not of the same rows.");
        }
        (Codes, Size) = (codes, size);
        float[][] columns = [.. names.Select((_, k) => Enumerable.Range(0, Rows).Select(r => factors[(r * names.Count) + k]).ToArray())];
        int[] varying = [.. Enumerable.Range(0, names.Count).Where(k => columns[k].Distinct().Count() > 1)];
        if (varying.Length == 0)
        {
            throw new InputException("No known factor of these rows varies, so there is nothing that latents could follow; take data with known factors, such as shapes or sprites, and more of their rows.");
        }
        _factors = [.. varying.Select(k => columns[k])];
        _levels = [.. _factors.Select(LevelsOf)];
        _unordered = [.. _factors.Select(factor => labels is not null && factor.Select((value, r) => value == labels[r]).All(same => same))];
        Factors = [.. varying.Select(k => names[k])];
        LevelCounts = [.. _levels.Select(levels => levels.Max() + 1)];
        CodeBins = [.. Enumerable.Range(0, size).Select(j => Cut(Column(j)))];
    }

    /// <summary>The posterior means of rows of data, in a random order.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Rows with their factors.</param>
    /// <param name="most">How many are chosen at most.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <exception cref="InputException">The factors are not known or do not vary.</exception>
    public static Representation Of(TrainedModel model, DataSet data, int most, Rng rng, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Factors is null || data.FactorNames.Count == 0)
        {
            throw new InputException($"The factors behind the rows of {data.Name} are not known, so disentanglement cannot be measured; take data that Latent draws, such as shapes or sprites.");
        }
        var order = new Permutation(data.Count, rng.Split("rows"));
        DataSet some = data.Take([.. Enumerable.Range(0, Math.Min(most, data.Count)).Select(i => order[i])]);
        float[] codes = new LatentEncoder(model).Means(model.Schema.Fit(some), rng.Split("encode"), cancellation: cancellation);
        return new Representation(codes, model.Model.LatentSize, some.Factors!, some.FactorNames, some.Labels);
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many values a latent has.</summary>
    public int Size { get; }

    /// <summary>The names of the factors that vary.</summary>
    public IReadOnlyList<string> Factors { get; }

    /// <summary>How many levels every factor has.</summary>
    internal int[] LevelCounts { get; }

    /// <summary>[rows, size].</summary>
    internal float[] Codes { get; }

    /// <summary>Of every dimension of the latents, which of 20 intervals each row lies in.</summary>
    internal int[][] CodeBins { get; }

    /// <summary>A factor's value in every row.</summary>
    internal float[] Factor(int factor) => _factors[factor];

    /// <summary>A factor's level in every row.</summary>
    internal int[] Levels(int factor) => _levels[factor];

    /// <summary>Whether a factor's levels have no order, as those of a class have none.</summary>
    internal bool IsUnordered(int factor) => _unordered[factor];

    /// <summary>One dimension of all latents.</summary>
    internal float[] Column(int dimension)
    {
        float[] column = new float[Rows];
        for (int r = 0; r < Rows; r++)
        {
            column[r] = Codes[(r * Size) + dimension];
        }
        return column;
    }

    /// <summary>The rows of every level of a factor.</summary>
    internal int[][] RowsByLevel(int factor) =>
        [.. Enumerable.Range(0, LevelCounts[factor]).Select(level => Enumerable.Range(0, Rows).Where(r => _levels[factor][r] == level).ToArray())];

    private static int[] LevelsOf(float[] values)
    {
        float[] distinct = [.. values.Distinct().Order()];
        return distinct.Length <= MostLevels ? Array.ConvertAll(values, value => Array.BinarySearch(distinct, value)) : Cut(values);
    }

    private static int[] Cut(float[] values)
    {
        float low = values.Min(), high = values.Max();
        double scale = high > low ? Bins / ((double)high - low) : 0;
        return Array.ConvertAll(values, value => Math.Clamp((int)((value - low) * scale), 0, Bins - 1));
    }
}
