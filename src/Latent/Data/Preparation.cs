using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Data;

/// <summary>What is done to rows between the file and the model, the same in training and ever after; kept in the model file.</summary>
public sealed class Preparation
{
    private readonly Tensor? _means;
    private readonly Tensor? _scale;

    /// <summary>A preparation.</summary>
    /// <param name="binarization">Whether grey levels are made binary.</param>
    /// <param name="means">What is subtracted from every value; empty for nothing.</param>
    /// <param name="deviations">What every value is then divided by; as many as means.</param>
    public Preparation(Binarization binarization = Binarization.None, IReadOnlyList<float>? means = null, IReadOnlyList<float>? deviations = null)
    {
        Binarization = binarization;
        Means = means ?? [];
        Deviations = deviations ?? [];
        if (Means.Count != Deviations.Count)
        {
            throw new ArgumentException($"{Means.Count} means need as many deviations, not {Deviations.Count}.", nameof(deviations));
        }
        if (Means.Count > 0)
        {
            var shape = new Shape(Means.Count);
            _means = Tensor.Constant([.. Means], shape);
            _scale = Tensor.Constant([.. Deviations.Select(d => 1 / d)], shape);
        }
    }

    /// <summary>Rows as they are.</summary>
    public static Preparation None { get; } = new();

    /// <summary>Whether grey levels are made binary, and how.</summary>
    public Binarization Binarization { get; }

    /// <summary>What is subtracted from every value; empty for nothing.</summary>
    public IReadOnlyList<float> Means { get; }

    /// <summary>What every value is then divided by.</summary>
    public IReadOnlyList<float> Deviations { get; }

    /// <summary>Which values rows can have before anything is done to them; others are refused as they are read.</summary>
    public ValueDomain Domain { get; private init; } = ValueDomain.Any;

    /// <summary>What to add to the log-density of a prepared row for that of the row in its own units, in nats: minus the sum of log deviations.</summary>
    public double LogJacobian => -Deviations.Sum(d => Math.Log(d));

    /// <summary>Learns to standardise: means and deviations of every value over (at most 20,000 of) the rows. A value that never changes keeps its scale.</summary>
    public static Preparation Standardize(RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int width = rows.RowShape.Length, count = 0;
        double[] sums = new double[width], squares = new double[width];
        float[] first = new float[width];
        rows.Read([0], first);
        foreach ((_, float[] row) in rows.Spread())
        {
            count++;
            for (int j = 0; j < width; j++)
            {
                // About the first row, so that a large common offset costs no digits.
                double x = (double)row[j] - first[j];
                sums[j] += x;
                squares[j] += x * x;
            }
        }
        float[] means = new float[width], deviations = new float[width];
        for (int j = 0; j < width; j++)
        {
            double mean = sums[j] / count, variance = (squares[j] / count) - (mean * mean);
            means[j] = (float)(mean + first[j]);
            double deviation = Math.Sqrt(Math.Max(0, variance));
            deviations[j] = deviation > 1e-30 ? (float)deviation : 1;
        }
        return new Preparation(Binarization.None, means, deviations);
    }

    /// <summary>The same, of rows with values of this domain alone.</summary>
    internal Preparation Within(ValueDomain domain) => ReferenceEquals(domain, Domain) ? this : new Preparation(Binarization, Means, Deviations) { Domain = domain };

    /// <summary>Prepares a batch.</summary>
    /// <param name="values">[rows, ...], as read.</param>
    /// <param name="rng">Where binarisation draws from.</param>
    public Tensor Prepare(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rng);
        if (_scale is not null)
        {
            Tensor rows = values.Reshape(new Shape(values.Shape[0], _scale.Length));

            // The mean goes first: after the division a large one would cost the digits that matter.
            values = ((rows - _means!) * _scale).Reshape(values.Shape);
        }
        return Binarization switch
        {
            Binarization.Sampled => values.Greater(Tensor.Uniform(values.Shape, rng, values.Backend)),
            Binarization.Threshold => values.Greater(Tensor.Full(Shape.Scalar, 0.5f, values.Backend)),
            _ => values,
        };
    }

    /// <summary>Brings generated rows back to the data's own units, in place.</summary>
    public void Restore(Span<float> rows)
    {
        for (int i = 0; Means.Count > 0 && i < rows.Length; i++)
        {
            int j = i % Means.Count;
            rows[i] = (rows[i] * Deviations[j]) + Means[j];
        }
    }
}

/// <summary>How grey levels in [0, 1] become binary.</summary>
public enum Binarization
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>Each is one with its own probability, drawn anew every time the row is used (Salakhutdinov and Murray 2008).</summary>
    Sampled,

    /// <summary>Each is one if above one half.</summary>
    Threshold,
}
