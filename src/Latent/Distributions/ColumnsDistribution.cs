using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>The rows of a table whose columns are of several kinds: every run of values has a distribution of its own, and they are independent given the latent.</summary>
public sealed class ColumnsDistribution : Distribution
{
    private readonly IReadOnlyList<Run> _runs;

    /// <summary>Rows of these runs.</summary>
    /// <param name="runs">One after the other, without gaps.</param>
    public ColumnsDistribution(IReadOnlyList<Run> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        _runs = runs;
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <summary>The mean of every number, and the probability of every level.</summary>
    public override Tensor Mean => Joined(run => run.Values.Mean);

    /// <summary>The runs.</summary>
    public IReadOnlyList<Run> Runs => _runs;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor? sum = null;
        for (int i = 0; i < _runs.Count; i++)
        {
            Run run = _runs[i];
            Tensor part = run.Values.LogProbability(run.Of(x), mask is null ? null : run.Of(mask));
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }

    /// <summary>The part that every value has in the log-probability of its row: of a level the whole, where it is the one that is there.</summary>
    /// <param name="x">[rows, values]; as many rows as the distribution has, or a multiple.</param>
    /// <returns>[rows, values], nats.</returns>
    public override Tensor ElementLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Joined(run => run.Values.ElementLogProbability(run.Of(x)));
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => Joined(run => run.Values.Sample(samples, rng));

    /// <inheritdoc/>
    public override Distribution Detach() => new ColumnsDistribution([.. _runs.Select(run => run with { Values = run.Values.Detach() })]);

    private Tensor Joined(Func<Run, Tensor> part) => _runs.Count == 1 ? part(_runs[0]) : TensorOperations.Concat(1, [.. _runs.Select(part)]);

    /// <summary>Values of a row that follow one another.</summary>
    /// <param name="Values">Their distribution.</param>
    /// <param name="Start">The first.</param>
    /// <param name="Length">How many there are.</param>
    public readonly record struct Run(Distribution Values, int Start, int Length)
    {
        internal Tensor Of(Tensor rows) => rows.Shape[1] == Length ? rows : rows.Slice(1, Start, Length);
    }
}
