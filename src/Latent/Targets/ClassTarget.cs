using Latent.Conditions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>The class of a row, from a logit for each.</summary>
/// <param name="classes">How many classes there are.</param>
/// <param name="balanced">Whether all are taken for equally likely; else they are as likely as they are among the labels.</param>
/// <param name="calibrationParts">Into how many parts the labels are cut when probabilities are calibrated; 0 for a model whose probabilities stay as they are.</param>
/// <param name="ridgeValues">How many values a logistic regression reads that tells beside the network, for a share that calibration finds; 0 for none.</param>
/// <param name="cellValues">How many of these are the values of rows themselves, whose cells may be missing.</param>
/// <param name="units">How many units another one reads, those of a network that tells hidden cells; 0 for none.</param>
public sealed class ClassTarget(int classes, bool balanced = true, int calibrationParts = 0, int ridgeValues = 0, int cellValues = 0, int units = 0) : Target(calibrationParts)
{
    private readonly Tensor? _temperature = calibrationParts > 0 ? Tensor.Constant([1], new Shape(1)) : null;

    // Logistic regressions of values and of units; behind the state of each stands its share.
    private readonly (string Name, int Values, int Cells, Tensor Kept)[] _maps =
        [.. new (string Name, int Values, int Cells)[] { ("ridge", ridgeValues, cellValues), ("units", units, 0) }.Where(map => map.Values > 0).Select(map => (map.Name, map.Values, map.Cells, Tensor.Zeros(new Shape(LabelledOdds.Length(map.Values, map.Cells, classes) + 1))))];

    /// <summary>What log-probabilities are divided by, so that the model is as sure as it is right (Guo et al. 2017); 1 until they are calibrated.</summary>
    public float Temperature
    {
        get => _temperature?.Item() ?? 1;
        internal set => (_temperature ?? throw new InvalidOperationException("The probabilities of this target are not to be calibrated.")).Set([value]);
    }

    /// <summary>How many logistic regressions of the labelled rows may tell: none, that of values, or that of units, too.</summary>
    internal int Maps => _maps.Length;

    /// <summary>The share of the probability that each logistic regression of the labelled rows tells; 0 until it is found.</summary>
    public IReadOnlyList<float> RidgeShares => [.. _maps.Select(map => map.Kept.ToArray()[^1])];

    /// <summary>A logistic regression that reads what the one in this place does, and tells nothing yet.</summary>
    internal LabelledOdds Odds(int map) => new(_maps[map].Values, _maps[map].Cells, classes);

    /// <summary>Lets the logistic regression in this place tell for a share of the probability.</summary>
    internal void SetMap(int map, LabelledOdds told, double share) => _maps[map].Kept.Set([.. told.State, (float)share]);

    /// <summary>The log-probabilities of classes, calibrated.</summary>
    /// <param name="outputs">[rows, classes]: of the network of q(y|x).</param>
    /// <param name="read">[rows, values] for each logistic regression: what it reads.</param>
    /// <param name="mask">[rows, cells]: 1 where a cell is known, else 0; null where all are.</param>
    internal Tensor LogProbability(Tensor outputs, IReadOnlyList<Tensor> read, Tensor? mask)
    {
        Tensor told = Temperature is 1 ? outputs.LogSoftmax() : outputs.Affine(1 / Temperature).LogSoftmax();
        var each = new Shape(1, outputs.Shape[0], classes);
        float own = 1;
        List<Tensor> parts = [];
        for (int map = 0; map < _maps.Length; map++)
        {
            float[] kept = _maps[map].Kept.ToArray();
            if (kept[^1] is var share and > 0)
            {
                own -= share;
                var odds = new LabelledOdds(_maps[map].Values, _maps[map].Cells, classes, kept[..^1]);
                parts.Add(odds.LogProbability(read[map], _maps[map].Cells > 0 ? mask : null).Affine(1, MathF.Log(share)).Reshape(each));
            }
        }
        return parts.Count == 0 ? told : TensorOperations.Concat(0, [told.Affine(1, MathF.Log(Math.Max(own, 0))).Reshape(each), .. parts]).LogSumExp(0);
    }

    /// <inheritdoc/>
    internal override void Collect(string path, ParameterSet parameters)
    {
        if (_temperature is not null)
        {
            parameters.AddStatistic($"{path}.temperature", _temperature);
        }
        foreach ((string name, _, _, Tensor kept) in _maps)
        {
            parameters.AddStatistic($"{path}.{name}", kept);
        }
    }

    /// <inheritdoc/>
    public override bool IsBalanced => balanced;

    /// <inheritdoc/>
    public override int Outputs => classes;

    /// <inheritdoc/>
    internal override bool Conditions(Vae vae) => vae.Conditioning is ClassCondition condition && condition.Size == classes;

    /// <inheritdoc/>
    internal override Conditioning Condition(Func<Batch, Tensor> answers) => new ClassCondition(classes) { Guess = answers };

    /// <inheritdoc/>
    internal override TargetBound Bound(Vae conditional, SemiSupervisedOptions options) => new ClassBound(conditional, classes, options.Marginal);

    /// <inheritdoc/>
    internal override Labels Known(LabelledSplit split) => new(split.Labelled, split.Classes, null);

    /// <inheritdoc/>
    internal override Tensor Error(Tensor outputs, Labels labels) => -outputs.CategoricalLogProbability(labels.Classes!).Mean();

    /// <inheritdoc/>
    internal override Tensor Disagreement(Tensor outputs, Tensor seen, float confidence)
    {
        // The cross-entropy, of rows of whose class the network is sure. Where classes are equally likely a priori, one that is told
        // too often has to be told with more certainty, so that it does not take rows of another that was never learned.
        Tensor told = outputs.Softmax().Detach();
        Tensor aligned = balanced ? told / told.Mean(0, keep: true).Affine(1, 1e-3f) : told;
        Tensor target = balanced ? (aligned / aligned.Sum(1, keep: true)).Detach() : told;
        Tensor sure = target.Max(1, keep: true).Greater(confidence).Detach();
        return -(target * sure * seen.LogSoftmax()).Sum();
    }
}
