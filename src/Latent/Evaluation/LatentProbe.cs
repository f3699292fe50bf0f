using Latent.Applications;
using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Evaluation;

/// <summary>What the latents of rows tell about their classes: how often a linear classifier and the nearest neighbours are right.</summary>
/// <param name="LinearAccuracy">Of logistic regression on the posterior means.</param>
/// <param name="NeighbourAccuracy">Of the majority of the nearest posterior means.</param>
/// <param name="LearnedRows">How many rows the two learned from.</param>
/// <param name="Rows">How many rows they were measured on.</param>
public sealed record LatentProbe(double LinearAccuracy, double NeighbourAccuracy, int LearnedRows, int Rows)
{
    /// <summary>How many neighbours have a say.</summary>
    public const int Neighbours = 10;

    private const int MostRows = 10_000;
    private const int BatchRows = 100;

    /// <summary>Measures a model, on 10,000 rows of each side if there are more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="learned">Rows with classes to learn from; where they are the same as those to measure on, every second row is.</param>
    /// <param name="measured">Rows with classes to measure on.</param>
    /// <param name="seed">Where choices come from.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <exception cref="InputException">The classes of the rows are not known, or there is but one.</exception>
    public static LatentProbe Measure(TrainedModel model, DataSet learned, DataSet measured, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(measured);
        RequireClasses(measured);
        Rng rng = new Rng(seed).Split("probe");
        if (ReferenceEquals(learned, measured) || learned.Labels is null || DataIdentity.Of(learned.Rows) == DataIdentity.Of(measured.Rows))
        {
            // The mean of a row's neighbours would be the row itself.
            var order = new Permutation(measured.Count, rng.Split("halves"));
            int half = measured.Count / 2;
            (learned, measured) = (measured.Take([.. Enumerable.Range(0, half).Select(i => order[i])]), measured.Take([.. Enumerable.Range(half, measured.Count - half).Select(i => order[i])]));
        }
        RequireClasses(learned);
        (float[] known, int[] knownLabels) = Encoded(model, learned, rng, cancellation);
        (float[] asked, int[] askedLabels) = Encoded(model, measured, rng, cancellation);
        int size = model.Model.LatentSize, classes = Math.Max(knownLabels.Max(), askedLabels.Max()) + 1;
        Backend backend = model.Model.Parameters[0].Backend;
        return new LatentProbe(
            LogisticRegression.Fit(known, size, knownLabels, classes, backend, cancellation).Accuracy(asked, askedLabels),
            Nearest(known, knownLabels, asked, askedLabels, size, classes, backend, cancellation),
            knownLabels.Length,
            askedLabels.Length);
    }

    /// <summary>The share of rows whose class is that of most of their nearest neighbours, the nearer ones deciding between classes of equally many.</summary>
    internal static double Nearest(float[] known, int[] knownLabels, float[] asked, int[] askedLabels, int size, int classes, Backend backend, CancellationToken cancellation = default)
    {
        Tensor points = Tensor.Constant(known, new Shape(knownLabels.Length, size), backend);
        float[] squares = [.. Enumerable.Range(0, knownLabels.Length).Select(i => known.AsSpan(i * size, size).ToArray().Sum(v => v * v))];
        float[] products = new float[BatchRows * knownLabels.Length];
        int neighbours = Math.Min(Neighbours, knownLabels.Length), right = 0;
        var tape = new Tape(backend, record: false);
        for (int start = 0; start < askedLabels.Length; start += BatchRows)
        {
            cancellation.ThrowIfCancellationRequested();
            int now = Math.Min(BatchRows, askedLabels.Length - start);
            using Tape.Scope scope = tape.Begin();
            Tensor.From(asked.AsSpan(start * size, now * size), new Shape(now, size), backend).MatMul(points, transposeB: true).CopyTo(products);
            for (int i = 0; i < now; i++)
            {
                right += Majority(products.AsSpan(i * knownLabels.Length, knownLabels.Length), squares, knownLabels, neighbours, classes) == askedLabels[start + i] ? 1 : 0;
            }
        }
        return (double)right / Math.Max(1, askedLabels.Length);
    }

    private static int Majority(ReadOnlySpan<float> products, float[] squares, int[] labels, int neighbours, int classes)
    {
        Span<float> distances = stackalloc float[neighbours];
        Span<int> nearest = stackalloc int[neighbours];
        distances.Fill(float.PositiveInfinity);
        for (int j = 0; j < products.Length; j++)
        {
            float distance = squares[j] - (2 * products[j]);
            int at = neighbours;
            for (; at > 0 && distance < distances[at - 1]; at--)
            {
                if (at < neighbours)
                {
                    (distances[at], nearest[at]) = (distances[at - 1], nearest[at - 1]);
                }
            }
            if (at < neighbours)
            {
                (distances[at], nearest[at]) = (distance, j);
            }
        }
        double[] votes = new double[classes];
        for (int k = 0; k < neighbours; k++)
        {
            votes[labels[nearest[k]]] += 1 + ((neighbours - k) * 1e-3);
        }
        return Array.IndexOf(votes, votes.Max());
    }

    private static void RequireClasses(DataSet data)
    {
        if (data.Labels is not { } labels || labels.Where(label => label >= 0).Distinct().Count() < 2 || labels.Max() > short.MaxValue)
        {
            throw new InputException($"The rows of {data.Name} have no classes, or but one, so latents cannot be tried on them; take data with labels.");
        }
    }

    /// <summary>The posterior means and the labels of those rows that have one.</summary>
    private static (float[] Codes, int[] Labels) Encoded(TrainedModel model, DataSet data, Rng rng, CancellationToken cancellation)
    {
        // Classes as the model numbers them, whatever numbers the data have.
        RowSource rows = model.Schema.Fit(data);
        int[] labels = rows.Labels ?? data.Labels!, labelled = [.. Enumerable.Range(0, data.Count).Where(i => labels[i] >= 0)];
        var order = new Permutation(labelled.Length, rng.Split("rows"));
        int[] chosen = [.. Enumerable.Range(0, Math.Min(MostRows, labelled.Length)).Select(i => labelled[order[i]])];
        return (new LatentEncoder(model).Means(new SelectedRows(rows, chosen), rng.Split("encode"), cancellation: cancellation), Array.ConvertAll(chosen, i => labels[i]));
    }
}
