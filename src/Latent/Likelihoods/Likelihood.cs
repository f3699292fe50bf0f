using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Likelihoods;

/// <summary>The family of p(x|z): turns what the decoder gives for a latent into a distribution over rows of data.</summary>
public abstract class Likelihood
{
    /// <summary>How many numbers the decoder has to give for every value of a row.</summary>
    public virtual int OutputsPerValue => 1;

    /// <summary>How many numbers the decoder has to give for a row of so many values.</summary>
    public virtual int Outputs(int values) => values * OutputsPerValue;

    /// <summary>The least value that the likelihood can account for.</summary>
    public virtual double Minimum => double.NegativeInfinity;

    /// <summary>The greatest value that the likelihood can account for.</summary>
    public virtual double Maximum => double.PositiveInfinity;

    /// <summary>Which values the likelihood can account for, where their range alone does not say it; rows with others are refused.</summary>
    public virtual ValueDomain Domain => ValueDomain.Any;

    /// <summary>What LogProbability is the logarithm of.</summary>
    public virtual Measure Measure => Measure.Density;

    /// <summary>How the first of the decoder's outputs for a value is tied to the value's mean (or median); null if no one output is.</summary>
    public virtual MeanLink? Link => MeanLink.Identity;

    /// <summary>Looks at the rows that will be learned from, before anything is learned: for likelihoods that begin at what is usual in them.</summary>
    public virtual void Begin(RowSource rows)
    {
    }

    /// <summary>p(x|z) from the decoder's output.</summary>
    /// <param name="decoded">[rows, values * <see cref="OutputsPerValue"/>], or, to keep the shape of a row, [rows, ...] where every value has one output and [rows, <see cref="OutputsPerValue"/>, ...] where it has more.</param>
    public abstract Distribution Given(Tensor decoded);

    /// <summary>As <see cref="Given(Tensor)"/>, for likelihoods that learn otherwise than by gradients.</summary>
    /// <param name="decoded">What the decoder gave.</param>
    /// <param name="phase">Training, or evaluation.</param>
    public virtual Distribution Given(Tensor decoded, Phase phase) => Given(decoded);

    /// <summary>Adds what the likelihood itself learns, such as a variance.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }
}
