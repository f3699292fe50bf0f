using System.Globalization;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>Flows one after the other; their log-determinants add up.</summary>
public sealed class FlowChain : Flow
{
    private readonly Flow[] _flows;
    private readonly bool _sharesContext;

    /// <summary>These flows, first to last.</summary>
    /// <param name="flows">At least one.</param>
    /// <param name="sharesContext">Whether all that take a context are told the same one; else each takes a part of it.</param>
    /// <exception cref="ArgumentException">There are none, or they do not fit each other.</exception>
    public FlowChain(IEnumerable<Flow> flows, bool sharesContext = false)
    {
        _flows = [.. flows];
        _sharesContext = sharesContext;
        if (_flows.Length == 0 || _flows.Any(f => f.Size != _flows[0].Size))
        {
            throw new ArgumentException("A chain needs at least one flow, and all over the same number of values.", nameof(flows));
        }
        int[] contexts = [.. _flows.Select(f => f.ContextSize).Where(c => c > 0)];
        if (sharesContext && contexts.Distinct().Count() > 1)
        {
            throw new ArgumentException($"Flows that share a context take one of the same size, not of {string.Join(", ", contexts)}.", nameof(flows));
        }
        ContextSize = contexts.Length == 0 ? 0 : sharesContext ? contexts[0] : contexts.Sum();
        HasInverse = _flows.All(f => f.HasInverse);
    }

    /// <inheritdoc/>
    public override int Size => _flows[0].Size;

    /// <inheritdoc/>
    public override int ContextSize { get; }

    /// <inheritdoc/>
    public override bool HasInverse { get; }

    /// <inheritdoc/>
    public override bool InvertsAtOnce => _flows.All(f => f.InvertsAtOnce);

    /// <summary>Flows with the order of the values reversed between each and the next.</summary>
    public static FlowChain Alternating(IReadOnlyList<Flow> flows, bool sharesContext = false)
    {
        ArgumentNullException.ThrowIfNull(flows);
        return new FlowChain(flows.SelectMany((flow, i) => i == 0 ? [flow] : new[] { Reordering.Reversal(flow.Size), flow }), sharesContext);
    }

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null)
    {
        Tensor? total = null;
        int start = 0;
        foreach (Flow flow in _flows)
        {
            Transformed step = flow.Forward(z, ContextOf(flow, context, start));
            start += flow.ContextSize;
            z = step.Values;
            total = total is null ? step.LogDeterminant : total + step.LogDeterminant;
        }
        return new Transformed(z, total!);
    }

    /// <inheritdoc/>
    public override Transformed Inverse(Tensor y, Tensor? context = null)
    {
        Tensor? total = null;
        int start = _flows.Sum(f => f.ContextSize);
        for (int i = _flows.Length - 1; i >= 0; i--)
        {
            start -= _flows[i].ContextSize;
            Transformed step = _flows[i].Inverse(y, ContextOf(_flows[i], context, start));
            y = step.Values;
            total = total is null ? step.LogDeterminant : total + step.LogDeterminant;
        }
        return new Transformed(y, total!);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        for (int i = 0; i < _flows.Length; i++)
        {
            _flows[i].Collect(string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), parameters);
        }
    }

    private Tensor? ContextOf(Flow flow, Tensor? context, int start) =>
        context is null || flow.ContextSize == 0 ? null
        : _sharesContext || flow.ContextSize == ContextSize ? context
        : context.Slice(1, start, flow.ContextSize);
}
