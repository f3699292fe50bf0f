using Latent.Data;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Evaluation.Images;

/// <summary>
/// A small network that Latent trains itself, so that pictures can be compared by what they show: it learns the labels of
/// the rows or, where there are none, to tell four positions of a picture (Gidaris et al. 2018). The features are what
/// goes into its last layer. The same rows and seed give the same features; other data or another seed, other ones.
/// </summary>
public sealed class FeatureClassifier
{
    private const int BatchRows = 64;
    private const int Passes = 8;
    private const int FewestSteps = 200;
    private const int MostSteps = 1500;
    private const int MostHeldOut = 2000;
    private const double Rate = 1e-3;

    private readonly FeatureTask _task;
    private readonly Shape _rowShape;
    private readonly Backend _backend;
    private readonly Layer _body;
    private readonly Linear _head;
    private readonly float _scale;
    private readonly float _shift;

    private FeatureClassifier(DataSet data, FeatureTask task, FeatureNetwork network, Rng rng, Backend backend)
    {
        _task = task;
        _rowShape = data.RowShape;
        _backend = backend;
        Rng weights = rng.Split("weights");
        _body = network(data.Kind, data.RowShape, weights, backend);
        _head = new Linear(_body.Outputs, task.Classes, Activation.None, weights, backend);
        (_scale, _shift) = Standard(data.Rows);
    }

    /// <summary>How many features a row has.</summary>
    public int Size => _body.Outputs;

    /// <summary>The share of rows, of those that it was not shown, whose class it tells.</summary>
    public double Accuracy { get; private set; }

    /// <summary>What the features are: the task, the data and the accuracy, in words.</summary>
    public string FeatureSpace { get; private set; } = "";

    /// <summary>Whether these rows have labels to learn, or are pictures.</summary>
    public static bool CanLearn(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Count > 1 && FeatureTask.For(data) is not null;
    }

    /// <summary>Trains a classifier; a tenth of the rows, at most 2000, is set aside to measure its accuracy.</summary>
    /// <param name="data">The rows, perhaps with labels.</param>
    /// <param name="seed">Where weights and orders come from.</param>
    /// <param name="network">The network up to the features; null for <see cref="FeatureNetworks.Usual"/>.</param>
    /// <param name="backend">Where it is computed.</param>
    /// <param name="progress">Told the share of the work that is done.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="InputException">There is nothing to learn from these rows; see <see cref="CanLearn"/>.</exception>
    public static FeatureClassifier Train(DataSet data, ulong seed = 0, FeatureNetwork? network = null, Backend? backend = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!CanLearn(data))
        {
            throw new InputException($"No features can be learned from {data.Name}: it has no labels of two classes or more, and its rows are no pictures.");
        }
        Rng rng = new Rng(seed).Split("feature classifier");
        var classifier = new FeatureClassifier(data, FeatureTask.For(data)!, network ?? FeatureNetworks.Usual, rng, backend ?? Backend.Default);
        var order = new Permutation(data.Count, rng.Split("held out"));
        int[] rows = [.. Enumerable.Range(0, data.Count).Select(i => order[i])];
        int aside = Math.Clamp(data.Count / 10, 1, MostHeldOut);
        classifier.Learn(data.Rows, rows[aside..], rng, progress, cancellation);
        classifier.Accuracy = classifier.Measure(data.Rows, rows[..aside], cancellation);
        classifier.FeatureSpace = FormattableString.Invariant($"{classifier._task.Describe(data.Name)}, accuracy {classifier.Accuracy:0.00}");
        return classifier;
    }

    /// <summary>The features of rows.</summary>
    /// <param name="rows">[rows, ...row shape], in the units of the data.</param>
    /// <returns>[rows, <see cref="Size"/>].</returns>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    public float[] Features(ReadOnlySpan<float> rows)
    {
        int width = _rowShape.Length, count = rows.Length / width;
        if (count * width != rows.Length)
        {
            throw new ArgumentException($"{rows.Length} values are not whole rows of shape {_rowShape}.", nameof(rows));
        }
        float[] features = new float[count * Size];
        var tape = new Tape(_backend, record: false);
        for (int start = 0; start < count; start += BatchRows)
        {
            using Tape.Scope scope = tape.Begin();
            int now = Math.Min(BatchRows, count - start);
            Forward(rows.Slice(start * width, now * width), Phase.Evaluation).CopyTo(features.AsSpan(start * Size));
        }
        return features;
    }

    private void Learn(RowSource rows, int[] numbers, Rng rng, Action<double>? progress, CancellationToken cancellation)
    {
        var parameters = new ParameterSet();
        _body.Collect("body", parameters);
        _head.Collect("head", parameters);
        var optimizer = new Adam(parameters);
        var tape = new Tape(_backend);
        int width = _rowShape.Length, examples = _task.ExamplesARow, batch = Math.Min(Math.Max(1, BatchRows / examples), numbers.Length), batches = numbers.Length / batch;
        int steps = Math.Clamp(Passes * batches, FewestSteps, MostSteps);
        float[] values = new float[batch * width], made = new float[batch * examples * width];
        int[] chosen = new int[batch], classes = new int[batch * examples];
        Rng orders = rng.Split("orders"), noise = rng.Split("noise");
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var order = Permutation.ForEpoch(numbers.Length, orders, step / batches);
            for (int i = 0; i < batch; i++)
            {
                chosen[i] = numbers[order[(step % batches * batch) + i]];
            }
            rows.Read(chosen, values);
            _task.Prepare(values, chosen, made, classes);
            using Tape.Scope scope = tape.Begin();
            var phase = new Phase(noise.Split((ulong)step));
            Tensor loss = -_head.Forward(Forward(made, phase), phase).CategoricalLogProbability(new Indices(classes)).Mean();
            tape.Backward(loss, parameters);

            // Down to nothing along a line: the last steps settle what the first found.
            optimizer.Update(Rate * (steps - step) / steps, 1);
            progress?.Invoke((step + 1.0) / steps);
        }
    }

    private double Measure(RowSource rows, int[] numbers, CancellationToken cancellation)
    {
        int width = _rowShape.Length, examples = _task.ExamplesARow, right = 0;
        float[] values = new float[width], made = new float[examples * width], logits = new float[examples * _task.Classes];
        int[] classes = new int[examples];
        var tape = new Tape(_backend, record: false);
        foreach (int number in numbers)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Read([number], values);
            _task.Prepare(values, [number], made, classes);
            using Tape.Scope scope = tape.Begin();
            _head.Forward(Forward(made, Phase.Evaluation), Phase.Evaluation).CopyTo(logits);
            for (int e = 0; e < examples; e++)
            {
                Span<float> scores = logits.AsSpan(e * _task.Classes, _task.Classes);
                float own = scores[classes[e]];
                scores[classes[e]] = float.NegativeInfinity;
                right += scores.ContainsAnyInRange(own, float.PositiveInfinity) ? 0 : 1;
            }
        }
        return (double)right / (numbers.Length * examples);
    }

    private Tensor Forward(ReadOnlySpan<float> rows, Phase phase) =>
        _body.Forward(Tensor.From(rows, _rowShape.Prepend(rows.Length / _rowShape.Length), _backend).Affine(_scale, _shift), phase);

    /// <summary>What gives all values together the mean 0 and the deviation 1, from at most 1000 rows.</summary>
    private static (float Scale, float Shift) Standard(RowSource rows)
    {
        int count = Math.Min(rows.Count, 1000);
        float[] row = new float[rows.RowShape.Length];
        double sum = 0, squares = 0, values = (double)count * row.Length;
        for (int i = 0; i < count; i++)
        {
            rows.Read([(int)((long)i * rows.Count / count)], row);
            sum += row.Sum(v => (double)v);
            squares += row.Sum(v => (double)v * v);
        }
        double mean = sum / values, deviation = Math.Sqrt(Math.Max(0, (squares / values) - (mean * mean)));
        double scale = deviation > 1e-12 ? 1 / deviation : 1;
        return ((float)scale, (float)(-mean * scale));
    }
}
