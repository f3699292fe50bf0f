using Latent.Applications;
using Latent.Data;
using Latent.Samplers;
using Latent.Tensors;

namespace Latent.Evaluation.Images;

/// <summary>How the rows that a model makes compare with real ones, in the features of a classifier that was trained for the purpose.</summary>
/// <param name="Rows">How many rows there were of either.</param>
/// <param name="FrechetDistance">The squared Fréchet distance between the two.</param>
/// <param name="Coverage">Precision and recall.</param>
/// <param name="FeatureSpace">What the features are, in words.</param>
public sealed record SampleQuality(int Rows, double FrechetDistance, PrecisionRecall Coverage, string FeatureSpace)
{
    /// <summary>The fewest rows that can be compared: one more than precision and recall count neighbours.</summary>
    public const int FewestRows = PrecisionRecall.UsualNeighbours + 1;

    private const int BatchRows = 64;

    /// <summary>Draws rows from a model and compares them with as many real ones, chosen at random.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classifier">Gives the features.</param>
    /// <param name="real">The real rows.</param>
    /// <param name="count">How many rows of either; no more than there are real ones are taken.</param>
    /// <param name="seed">Where rows are drawn from.</param>
    /// <param name="sampler">What latents are drawn from in the prior's stead; null for the prior.</param>
    /// <param name="progress">Told the share of rows that are made.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">There are too few real rows, or they do not fit the model.</exception>
    public static SampleQuality Measure(TrainedModel model, FeatureClassifier classifier, DataSet real, int count, ulong seed = 0, LatentSampler? sampler = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(real);
        count = Math.Min(count, real.Count);
        if (count < FewestRows)
        {
            throw new InputException($"At least {FewestRows} generated rows and as many real ones can be compared, not {count}.");
        }
        Rng rng = new Rng(seed).Split("sample quality");
        RowSource rows = model.Schema.Fit(real);
        var order = new Permutation(real.Count, rng.Split("real"));
        int width = rows.RowShape.Length;
        float[] values = new float[BatchRows * width];
        int[] chosen = new int[BatchRows];
        var theirs = new List<float>(count * classifier.Size);
        var ours = new List<float>(count * classifier.Size);
        for (int start = 0; start < count; start += BatchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = Math.Min(BatchRows, count - start);
            for (int i = 0; i < now; i++)
            {
                chosen[i] = order[start + i];
            }
            rows.Read(chosen.AsSpan(0, now), values);
            theirs.AddRange(classifier.Features(values.AsSpan(0, now * width)));
        }
        // Under the conditions of the real rows, so that classes are as frequent among the generated ones.
        float[]? conditions = new ConditionReader(model).Read(new SelectedRows(rows, [.. Enumerable.Range(0, count).Select(i => order[i])]));
        new Generator(model, sampler).Sample(count, rng.Split("generated"), batch => ours.AddRange(classifier.Features(batch)), conditions: conditions, progress: progress, cancellation: cancellation);
        return Compare([.. theirs], [.. ours], classifier, cancellation);
    }

    /// <summary>Compares the features of as many real and generated rows.</summary>
    /// <param name="real">[rows, size].</param>
    /// <param name="generated">[rows, size].</param>
    /// <param name="classifier">What the features are of.</param>
    /// <param name="cancellation">Stops between rows.</param>
    public static SampleQuality Compare(ReadOnlySpan<float> real, ReadOnlySpan<float> generated, FeatureClassifier classifier, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return new SampleQuality(
            real.Length / classifier.Size,
            Images.FrechetDistance.Between(real, generated, classifier.Size),
            PrecisionRecall.Of(real, generated, classifier.Size, cancellation: cancellation),
            classifier.FeatureSpace);
    }
}
