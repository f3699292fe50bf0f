using Latent.Layers;
using Latent.Targets;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>The networks of q(y|x), each of convolutions that halve pictures, or none, then hidden layers and the outputs of the label.</summary>
internal static class ClassifierNetwork
{
    private const int MostMembers = 64;

    private enum Kind
    {
        Perceptron,
        Fitting,
    }

    /// <summary>All members of the committee that the settings ask for.</summary>
    /// <param name="s">The branch <c>model.semi-supervised</c>.</param>
    /// <param name="row">What they read.</param>
    /// <param name="target">What they tell.</param>
    /// <param name="ofRows">Whether they read rows, which may be pictures.</param>
    /// <param name="plan">Activation, weights and randomness.</param>
    public static Committee Make(Settings s, Shape row, Target target, bool ofRows, NetworkPlan plan)
    {
        int members = s.Integer("members", 1, 1, MostMembers);
        return new Committee(target is ClassTarget, [.. Enumerable.Range(0, members).Select(i => One(s, row, target.Outputs, ofRows, plan with { Rng = i == 0 ? plan.Rng : plan.Rng.Split((ulong)i) }))]);
    }

    private static Sequence One(Settings s, Shape row, int outputs, bool ofRows, NetworkPlan plan)
    {
        Kind kind = ofRows ? s.Choice("network", Kind.Perceptron, [("perceptron", Kind.Perceptron), ("fitting", Kind.Fitting)]) : Kind.Perceptron;
        bool convolves = kind is Kind.Fitting && row.Rank is >= 2 and <= 4;
        var layers = new List<Layer>();
        int width = row.Length;
        if (convolves)
        {
            int[] channels = s.Integers("channels", ConvolutionalNetwork.UsualChannels(row));
            foreach (int next in channels)
            {
                ConvolutionalNetwork.RequireHalving(plan, row, channels.Length);
                plan.Weights.Take(plan.Window(4), row.Columns, next);
                var convolution = new Convolution(row, next, 4, new(2, 1), Activation.None, plan.Rng, bias: false);
                layers.Add(convolution);
                layers.Add(new BatchNormalization(convolution.OutputShape, plan.Activation));
                row = convolution.OutputShape;
            }
            width = row.Length;
        }
        float dropout = (float)s.Within("dropout", 0, minimum: 0, limit: 1);
        foreach (int next in s.Integers("classifier-hidden", convolves ? [128] : [256]))
        {
            plan.Weights.Take(width, next);
            layers.Add(new Linear(width, next, plan.Activation, plan.Rng));
            width = next;
            if (dropout > 0)
            {
                layers.Add(new Dropout(width, dropout));
            }
        }
        plan.Weights.Take(width, outputs);
        layers.Add(new Linear(width, outputs, Activation.None, plan.Rng));
        return new Sequence(layers);
    }
}
