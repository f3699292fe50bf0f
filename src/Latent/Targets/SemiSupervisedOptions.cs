using Latent.Corruptions;
using Latent.Tensors;

namespace Latent.Targets;

/// <summary>How a semi-supervised model learns.</summary>
public sealed record SemiSupervisedOptions
{
    /// <summary>The weight of the cross-entropy of labelled rows, in nats of the bound per row (alpha of Kingma et al. 2014).</summary>
    public double Alpha { get; init; } = 10;

    /// <summary>How many labelled rows every batch gets, as many of each class.</summary>
    public int LabelledRows { get; init; } = 64;

    /// <summary>Over how many classes of an unlabelled row the bound is summed: the likeliest ones and, for the sum over the others, one of them drawn at random; 0 for all.</summary>
    public int Marginal { get; init; }

    /// <summary>The weight of the cross-entropy between what the classifier says of a row and of another view of it.</summary>
    public double Consistency { get; init; }

    /// <summary>How sure the classifier must be of an unlabelled row for the row to count in that.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The weight of the bound's gradient in the classifier: at 0 it only follows the labels.</summary>
    public double Generative { get; init; } = 1;

    /// <summary>Whether labelled rows count by other views of them alone, so that few are not learned by heart.</summary>
    public bool OnlyViews { get; init; }

    /// <summary>Whether the network of M1+M2 reads the rows, a sharper posterior of the same model, instead of the first VAE's latents.</summary>
    public bool ReadsRows { get; init; }

    /// <summary>What makes another view of rows, one after the other.</summary>
    public IReadOnlyList<Corruption> View { get; init; } = [];

    /// <summary>Another view of rows.</summary>
    internal Tensor Changed(Tensor rows, Rng rng)
    {
        for (int i = 0; i < View.Count; i++)
        {
            rows = View[i].Corrupt(rows, rng);
        }
        return rows;
    }
}
