using Latent.Conditions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Targets;

/// <summary>
/// The bound of a conditional model on rows whose classes are partly unknown (M2 of Kingma et al. 2014). With the model's
/// bound L(x, y) on log p(x|y), uniform classes and K of them, a row of known class has L(x, y) - log K, and one of unknown
/// class the sum over y of q(y|x) L(x, y), the entropy of q(y|x), and -log K.
/// </summary>
/// <param name="model">The model, conditioned on classes.</param>
/// <param name="classes">How many classes.</param>
/// <param name="taken">Over how many of them the sum goes, the rest of it estimated by one of the others; 0 for all.</param>
internal sealed class ClassBound(Vae model, int classes, int taken) : TargetBound
{
    private readonly ClassCondition _condition = new(classes);
    private readonly int _taken = taken > 0 && taken < classes ? taken : classes;
    private Indices _places = new(0);
    private int[] _classes = [];
    private float[] _scores = [];
    private float[] _scales = [];

    /// <inheritdoc/>
    public override void Infer(Tensor x, Tensor? mask, TargetPass pass, float generative, Rng rng, Phase phase)
    {
        int unknown = pass.Unlabelled, known = pass.Labels.Count, expanded = (unknown * _taken) + known;
        Tensor? probabilities = unknown > 0 ? pass.Unknown.Softmax() : null;
        Choose(probabilities, unknown, pass.Labels.Classes!.Values, rng);
        var batch = new Batch(Expanded(x, _taken, pass)) { Mask = mask is null ? null : Expanded(mask, _taken, pass), Condition = _condition.Of(_classes.AsSpan(0, expanded), x.Backend) };
        pass.Expanded = model.Infer(batch, model.Bound.Samples, rng, phase);
        Tensor one = Tensor.Full(new Shape(known), 1, x.Backend);
        if (probabilities is null)
        {
            pass.Weights = one;
            return;
        }
        Tensor weights = probabilities.Reshape(new Shape(unknown * classes)).Gather(_places);
        if (_taken < classes)
        {
            weights *= Tensor.From(_scales.AsSpan(0, _places.Length), weights.Shape, x.Backend);
        }
        pass.Weights = known == 0 ? weights : weights.Concat(one, 0);
    }

    /// <inheritdoc/>
    public override Tensor Objective(TargetPass pass, StepContext step, float generative)
    {
        Tensor weights = pass.Weights!;
        Tensor sum = (model.Bound.OfRows(pass.Expanded!, step) * Tempered(weights, generative)).Sum();
        if (pass.Unlabelled > 0)
        {
            Tensor logits = pass.Unknown;
            sum -= Tempered((logits.Softmax() * logits.LogSoftmax()).Sum(), generative);
        }
        return sum.Affine(1f / pass.Rows, -MathF.Log(classes));
    }

    /// <summary>Which classes rows of unknown class are taken for, the same place of every row side by side.</summary>
    private void Choose(Tensor? probabilities, int unknown, ReadOnlySpan<int> labels, Rng rng)
    {
        int total = unknown * _taken;
        if (_classes.Length < total + labels.Length)
        {
            _classes = new int[total + labels.Length];
        }
        if (_scales.Length < total)
        {
            (_places, _scales, _scores) = (new Indices(total), new float[total], new float[unknown * classes]);
        }
        Span<int> places = _places.Refill(total);
        if (_taken < classes && probabilities is not null)
        {
            probabilities.CopyTo(_scores);
        }
        for (int row = 0; row < unknown; row++)
        {
            Span<float> scores = _taken < classes ? _scores.AsSpan(row * classes, classes) : default;
            for (int place = 0; place < _taken; place++)
            {
                int at = (place * unknown) + row;
                int chosen = _taken == classes ? place : Pick(scores, last: place == _taken - 1, rng, out _scales[at]);
                _classes[at] = chosen;
                places[at] = (row * classes) + chosen;
            }
        }
        labels.CopyTo(_classes.AsSpan(total));
    }

    /// <summary>The likeliest of the classes that are left; at last one of them, drawn by its probability, that stands for all.</summary>
    private static int Pick(Span<float> scores, bool last, Rng rng, out float scale)
    {
        int chosen = MostLikely.Of(scores);
        scale = 1;
        if (last)
        {
            float rest = 0;
            foreach (float score in scores)
            {
                rest += Math.Max(0, score);
            }
            double left = rng.NextDouble() * rest;
            for (int i = 0; i < scores.Length; i++)
            {
                if (scores[i] > 0 && (left -= scores[i]) < 0)
                {
                    chosen = i;
                    break;
                }
            }
            scale = scores[chosen] > 0 ? rest / scores[chosen] : 1;
        }
        scores[chosen] = -1;
        return chosen;
    }
}
