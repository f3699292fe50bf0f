using Latent.Conditions;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>
/// A number that belongs to a row, from a mean and a spread. The model sees it in units of the standard deviation of the known
/// ones, from their mean; both are kept with its weights.
/// </summary>
public sealed class NumberTarget : Target
{
    private readonly Gaussian _family = new(1, Variance.Predicted);
    private readonly Tensor _scale;
    private readonly Tensor? _spread;
    private readonly Tensor? _ridge;

    /// <summary>A number called so.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="calibrationParts">Into how many parts the labels are cut when deviations are calibrated; 0 for a model whose deviations stay as they are.</param>
    /// <param name="ridgeValues">How many values a row has of which a ridge regression tells beside the network, for a share that calibration finds; 0 for none.</param>
    /// <param name="backend">Where what is kept of it lives; null for the default.</param>
    public NumberTarget(string name, int calibrationParts = 0, int ridgeValues = 0, Backend? backend = null)
        : base(calibrationParts)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _scale = Tensor.Constant([0, 1], new Shape(2), backend);
        _ridge = ridgeValues > 0 ? Tensor.Zeros(new Shape(ridgeValues + 2), backend) : null;
        _spread = calibrationParts > 0 ? Tensor.Constant([1], new Shape(1), backend) : null;
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override int Outputs => _family.OutputsPerValue;

    /// <summary>The mean and the standard deviation of the known numbers.</summary>
    public (float Mean, float Deviation) Scale
    {
        get
        {
            float[] scale = _scale.ToArray();
            return (scale[0], scale[1]);
        }
    }

    /// <summary>What the deviations that are told are multiplied by, so that their intervals hold as much as they say; 1 until they are calibrated.</summary>
    public float Spread
    {
        get => _spread?.Item() ?? 1;
        internal set => (_spread ?? throw new InvalidOperationException("The deviations of this target are not to be calibrated.")).Set([value]);
    }

    /// <summary>How many values a row has of which a ridge regression may tell; 0 if none does.</summary>
    internal int RidgeValues => _ridge is null ? 0 : _ridge.Length - 2;

    /// <summary>The share of what is told that a ridge regression of the labelled rows tells; 0 until it is found.</summary>
    public float RidgeShare => _ridge?.ToArray()[^1] ?? 0;

    /// <summary>Lets a ridge regression tell for a share.</summary>
    /// <param name="weights">What every value of a row counts, in units of <see cref="Scale"/>.</param>
    /// <param name="intercept">What a row of zeros is.</param>
    /// <param name="share">For how much of the mean it stands.</param>
    internal void SetRidge(IEnumerable<double> weights, double intercept, double share) =>
        (_ridge ?? throw new InvalidOperationException("No ridge regression is to tell this target.")).Set([.. weights.Append(intercept).Append(share).Select(value => (float)value)]);

    /// <summary>q(y|x) by these outputs of a network, calibrated.</summary>
    /// <param name="outputs">[rows, 2].</param>
    /// <param name="values">[rows, values]: what a ridge regression reads.</param>
    /// <returns>Of [rows, 1], in units of <see cref="Scale"/>.</returns>
    internal GaussianDistribution Told(Tensor outputs, Tensor values)
    {
        GaussianDistribution told = Given(outputs);
        Tensor mean = told.Mean;
        if (_ridge is not null && RidgeShare is var share and > 0)
        {
            float[] ridge = _ridge.ToArray();
            Tensor linear = values.Reshape(new Shape(values.Shape[0], RidgeValues)).Linear(Tensor.Constant(ridge.AsSpan(0, RidgeValues), new Shape(RidgeValues, 1), values.Backend));
            mean = mean.Affine(1 - share) + linear.Affine(share, share * ridge[^2]);
        }
        return Spread is 1 && ReferenceEquals(mean, told.Mean) ? told : new GaussianDistribution(mean, told.LogVariance.Affine(1, 2 * MathF.Log(Spread)));
    }

    /// <summary>q(y|x) by these outputs of a network.</summary>
    /// <param name="outputs">[rows, 2].</param>
    /// <returns>Of [rows, 1], in units of <see cref="Scale"/>.</returns>
    internal GaussianDistribution Given(Tensor outputs) => (GaussianDistribution)_family.Given(outputs);

    /// <summary>Numbers in units of <see cref="Scale"/>.</summary>
    internal float[] Standardized(ReadOnlySpan<float> numbers)
    {
        (float mean, float deviation) = Scale;
        float[] standardized = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            standardized[i] = (numbers[i] - mean) / deviation;
        }
        return standardized;
    }

    /// <inheritdoc/>
    internal override void Begin(RowSource train)
    {
        double[] known = [.. (train.Targets ?? []).Where(y => !float.IsNaN(y)).Select(y => (double)y)];
        double mean = known.Length > 0 ? known.Average() : 0, variance = known.Length > 0 ? known.Average(y => (y - mean) * (y - mean)) : 0;
        float deviation = (float)Math.Sqrt(variance);
        if (!(deviation > 0 && float.IsFinite(1 / deviation) && float.IsFinite(deviation)))
        {
            throw new InputException($"The model is to tell '{Name}', and {(known.Length == 0 ? "it is known of no row that is trained on" : $"it is the same in all {known.Length} rows that have it")}; give more rows their number.");
        }
        _scale.Set([(float)mean, deviation]);
    }

    /// <inheritdoc/>
    internal override void Collect(string path, ParameterSet parameters)
    {
        parameters.AddStatistic($"{path}.scale", _scale);
        if (_spread is not null)
        {
            parameters.AddStatistic($"{path}.spread", _spread);
        }
        if (_ridge is not null)
        {
            parameters.AddStatistic($"{path}.ridge", _ridge);
        }
    }

    /// <inheritdoc/>
    internal override bool Conditions(Vae vae) => vae.Conditioning is NumberCondition;

    /// <inheritdoc/>
    internal override Conditioning Condition(Func<Batch, Tensor> answers) => new NumberCondition { Target = this, Guess = batch => Given(answers(batch)).Mean };

    /// <inheritdoc/>
    internal override TargetBound Bound(Vae conditional, SemiSupervisedOptions options) => new NumberBound(conditional, this);

    /// <inheritdoc/>
    internal override Labels Known(LabelledSplit split) =>
        new(split.Labelled, null, Tensor.From(Standardized(split.Numbers), new Shape(split.Labelled, 1), _scale.Backend));

    /// <inheritdoc/>
    internal override Tensor Error(Tensor outputs, Labels labels) => -Given(outputs).LogProbability(labels.Numbers!).Mean();

    /// <inheritdoc/>
    internal override Tensor Disagreement(Tensor outputs, Tensor seen, float confidence)
    {
        Tensor difference = Given(seen).Mean - Given(outputs).Mean.Detach();
        return (difference * difference).Sum().Affine(0.5f);
    }
}
