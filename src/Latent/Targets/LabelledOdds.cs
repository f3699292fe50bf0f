using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>
/// Log-odds of every class against the others, as a linear map of a row's values. Of a missing cell the map takes what the cell adds on the average, and is as unsure as that varies
/// (the moderated output of MacKay 1992).
/// </summary>
internal sealed class LabelledOdds
{
    private readonly int _values;
    private readonly int _cells;
    private readonly int _classes;

    /// <param name="values">How many values are read.</param>
    /// <param name="cells">How many of them, the first, are those of cells that may be missing.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="state">As <see cref="State"/> was; null for zeros.</param>
    public LabelledOdds(int values, int cells, int classes, float[]? state = null)
    {
        (_values, _cells, _classes) = (values, cells, classes);
        State = state ?? new float[Length(values, cells, classes)];
    }

    /// <summary>The parts one after the other.</summary>
    public float[] State { get; }

    /// <summary>[values, classes]: what every value counts.</summary>
    public Span<float> Weights => State.AsSpan(0, _values * _classes);

    /// <summary>[classes]: the log-odds of a row of zeros.</summary>
    public Span<float> Intercepts => State.AsSpan(_values * _classes, _classes);

    /// <summary>[cells, classes]: what is added where a value is missing.</summary>
    public Span<float> Usual => State.AsSpan((_values + 1) * _classes, _cells * _classes);

    /// <summary>[cells, classes]: how much what it would have added varies.</summary>
    public Span<float> Variances => State.AsSpan((_values + 1 + _cells) * _classes, _cells * _classes);

    /// <summary>How long the state is.</summary>
    public static int Length(int values, int cells, int classes) => (values + 1 + (2 * cells)) * classes;

    /// <summary>The log-probabilities of classes.</summary>
    /// <param name="values">[rows, values].</param>
    /// <param name="mask">[rows, cells]: 1 where a value is known, else 0; null where all are.</param>
    public Tensor LogProbability(Tensor values, Tensor? mask)
    {
        Tensor odds = values.Linear(Of(Weights, _values), Tensor.Constant(Intercepts, new Shape(_classes), values.Backend));
        if (mask is not null)
        {
            Tensor missing = mask.Reshape(new Shape(values.Shape[0], _cells)).Affine(-1, 1);
            odds = (odds + missing.Linear(Of(Usual, _cells))) / missing.Linear(Of(Variances, _cells)).Affine(MathF.PI / 8, 1).Sqrt();
        }
        return (-(-odds).Softplus()).LogSoftmax();

        Tensor Of(ReadOnlySpan<float> part, int rows) => Tensor.Constant(part, new Shape(rows, _classes), values.Backend);
    }
}
