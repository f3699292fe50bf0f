using Latent.Flows;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// What a flow makes of the draws of another distribution. The density of its own draws is known from drawing them; that of
/// other values takes the flow's inverse.
/// </summary>
public sealed class FlowedDistribution : Distribution
{
    // A bound, a penalty and a report may each have drawn some.
    private const int Remembered = 4;

    private readonly Distribution _start;
    private readonly Flow _flow;
    private readonly Tensor? _context;
    private readonly Drawn[] _drawn = new Drawn[Remembered];
    private int _draws;
    private Tensor? _mean;

    /// <summary>The distribution of flow(z), z from <paramref name="start"/>.</summary>
    /// <param name="start">A distribution with a density.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="context">[rows, context]: what the flow is told of every row of <paramref name="start"/>; null if it takes none.</param>
    /// <exception cref="ArgumentException">The context is not what the flow takes.</exception>
    public FlowedDistribution(Distribution start, Flow flow, Tensor? context = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(flow);
        if ((context?.Shape[1] ?? 0) != flow.ContextSize)
        {
            throw new ArgumentException($"The flow takes a context of {flow.ContextSize} values a row; this one has {context?.Shape[1] ?? 0}.", nameof(context));
        }
        _start = start;
        _flow = flow;
        _context = context;
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    internal override bool ScoresAnyValue => _flow.InvertsAtOnce && _start.ScoresAnyValue;

    /// <summary>What the flow makes of the mean that it starts from: a typical value, in the place of the mean, which has no closed form.</summary>
    public override Tensor Mean => _mean ??= _flow.Forward(_start.Mean, _context).Values;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The values were not drawn here and the flow has no inverse, or there is a mask: the values of a row are not independent.</exception>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (mask is not null)
        {
            throw new NotSupportedException("The values of a row under a flow are not independent: some of them alone have no density in closed form.");
        }
        if (Find(x) is { From: { } from, LogDeterminant: { } logDeterminant })
        {
            return _start.LogProbability(from) - logDeterminant;
        }
        if (!_flow.HasInverse)
        {
            throw new NotSupportedException("Under a flow that cannot be inverted only the draws that it made last have a density; take a flow with an inverse, such as an inverse autoregressive one.");
        }
        int contexts = _context?.Shape[0] ?? 1, rows = Math.Max(x.Shape[0], contexts);
        Transformed back = _flow.Inverse(x.Repeat(rows / x.Shape[0]), ContextFor(rows));
        return _start.LogProbability(back.Values) + back.LogDeterminant;
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        Tensor from = _start.Sample(samples, rng);
        Transformed made = _flow.Forward(from, ContextFor(from.Shape[0]));
        _drawn[_draws++ % Remembered] = new Drawn(from, made.Values, made.LogDeterminant);
        return made.Values;
    }

    /// <inheritdoc/>
    internal override Distribution Start => _start;

    /// <inheritdoc/>
    internal override Tensor StartOf(Tensor draws) => Find(draws).From ?? _flow.Inverse(draws, ContextFor(draws.Shape[0])).Values;

    private Drawn Find(Tensor values)
    {
        foreach (Drawn drawn in _drawn)
        {
            if (ReferenceEquals(drawn.Values, values))
            {
                return drawn;
            }
        }
        return default;
    }

    private Tensor? ContextFor(int rows) => _context?.Repeat(rows / _context.Shape[0]);

    private readonly record struct Drawn(Tensor? From, Tensor? Values, Tensor? LogDeterminant);
}
