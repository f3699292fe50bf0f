using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Evaluation;

/// <summary>A linear map to the log-odds of classes, fitted to all rows at once; columns are standardised first. The same rows give the same map.</summary>
internal sealed class LogisticRegression
{
    private const int Steps = 300;
    private const double Rate = 0.1;

    private readonly Backend _backend;
    private readonly int _size;
    private readonly int _classes;
    private readonly float[] _means;
    private readonly float[] _scales;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    private LogisticRegression(ReadOnlySpan<float> rows, int size, int classes, Backend backend)
    {
        (_backend, _size, _classes) = (backend, size, classes);
        LatentSpread spread = LatentSpread.Of(rows, size);
        _means = [.. spread.Means];
        _scales = [.. spread.Deviations.Select((d, j) => d > 1e-6f * (Math.Abs(spread.Means[j]) + 1e-6f) ? 1 / d : 0)];
        _weight = Tensor.Parameter(new float[size * classes], new Shape(size, classes), backend);
        _bias = Tensor.Parameter(new float[classes], new Shape(classes), backend);
    }

    /// <summary>Fits a map.</summary>
    /// <param name="rows">[rows, size].</param>
    /// <param name="size">How many values a row has.</param>
    /// <param name="labels">The class of every row, 0 .. classes - 1.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="backend">Where it is computed.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static LogisticRegression Fit(ReadOnlySpan<float> rows, int size, int[] labels, int classes, Backend backend, CancellationToken cancellation = default)
    {
        var fitted = new LogisticRegression(rows, size, classes, backend);
        Tensor x = Tensor.Constant(fitted.Standardised(rows), new Shape(labels.Length, size), backend);
        var indices = new Indices(labels);
        Tensor[] parameters = [fitted._weight, fitted._bias];
        var optimizer = new Adam(parameters);
        var tape = new Tape(backend);
        for (int step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape.Scope scope = tape.Begin();
            tape.Backward(-x.Linear(fitted._weight, fitted._bias).CategoricalLogProbability(indices).Mean(), parameters);
            optimizer.Update(Rate * (Steps - step) / Steps, 1);
        }
        return fitted;
    }

    /// <summary>The logarithms of the probabilities of every class.</summary>
    /// <param name="rows">[rows, size].</param>
    /// <returns>[rows, classes].</returns>
    public float[] LogProbabilities(ReadOnlySpan<float> rows)
    {
        using Tape.Scope scope = new Tape(_backend, record: false).Begin();
        return Tensor.From(Standardised(rows), new Shape(rows.Length / _size, _size), _backend).Linear(_weight, _bias).LogSoftmax().ToArray();
    }

    /// <summary>The share of rows whose class is the most probable one.</summary>
    /// <param name="rows">[rows, size].</param>
    /// <param name="labels">The class of every row.</param>
    public double Accuracy(ReadOnlySpan<float> rows, int[] labels)
    {
        float[] all = LogProbabilities(rows);
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> own = all.AsSpan(i * _classes, _classes);
            int best = 0;
            for (int c = 1; c < own.Length; c++)
            {
                best = own[c] > own[best] ? c : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double)right / Math.Max(1, labels.Length);
    }

    private float[] Standardised(ReadOnlySpan<float> rows)
    {
        float[] values = rows.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] - _means[i % _size]) * _scales[i % _size];
        }
        return values;
    }
}
