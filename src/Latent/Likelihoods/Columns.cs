using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Backend = Latent.Tensors.Backends.Backend;

namespace Latent.Likelihoods;

/// <summary>
/// The rows of a table: every column has a likelihood of its kind (Nazabal et al. 2020). Log-probabilities are in the columns' own
/// units, nats of all cells together; cells without a value count for nothing.
/// </summary>
public sealed class Columns : Likelihood
{
    private readonly List<Part> _parts = [];
    private readonly int _outputs;

    /// <summary>A likelihood over rows of this schema.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="reals">Makes the likelihood of so many standardised real numbers.</param>
    /// <param name="backend">Where what is learned lives.</param>
    public Columns(TableSchema schema, Func<int, Likelihood> reals, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(reals);
        foreach (IGrouping<SlotKind, TableSlot> group in schema.Slots.GroupBy(slot => slot.Kind))
        {
            TableSlot[] slots = [.. group];
            int start = slots[0].Start, width = slots.Sum(slot => slot.Width);
            Column[] columns = [.. slots.Select(slot => schema.Columns[slot.Column])];
            Part part = group.Key switch
            {
                SlotKind.Real => new Part(reals(width), "reals"),
                SlotKind.Count => new Part(new ScaledCounts(columns, backend), "counts"),
                SlotKind.Bounded => new Part(new Beta(width, Variance.Feature, backend: backend), "bounded"),
                SlotKind.Category => new Part(new Categorical([.. slots.Select(slot => slot.Width)]), "levels"),
                _ => new Part(new Ordinal([.. slots.Select(slot => slot.Width)], backend), "orders"),
            };
            int outputs = part.Likelihood.Outputs(width);
            _parts.Add(part with { Start = start, Length = width, FirstOutput = _outputs, Outputs = outputs, Stretch = group.Key is SlotKind.Real or SlotKind.Bounded ? StretchOf(columns, backend) : null });
            _outputs += outputs;
        }
    }

    /// <inheritdoc/>
    public override MeanLink? Link => null;

    /// <inheritdoc/>
    public override Measure Measure => Measure.Cells;

    /// <inheritdoc/>
    public override int Outputs(int values) => _outputs;

    /// <inheritdoc/>
    public override void Begin(RowSource rows)
    {
        foreach (Part part in _parts)
        {
            part.Likelihood.Begin(rows);
        }
    }

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        var runs = new ColumnsDistribution.Run[_parts.Count];
        for (int i = 0; i < runs.Length; i++)
        {
            Part part = _parts[i];
            Distribution values = part.Likelihood.Given(runs.Length == 1 ? decoded : decoded.Slice(1, part.FirstOutput, part.Outputs));
            runs[i] = new ColumnsDistribution.Run(part.Stretch is { } stretch ? new StretchedDistribution(values, stretch.Constant, stretch.Slope) : values, part.Start, part.Length);
        }
        return new ColumnsDistribution(runs);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        foreach (Part part in _parts)
        {
            part.Likelihood.Collect($"{path}.{part.Name}", parameters);
        }
    }

    private static (Tensor Constant, Tensor? Slope)? StretchOf(Column[] columns, Backend? backend)
    {
        (double Constant, double Slope)[] stretches = [.. columns.Select(column => column.LogStretch)];
        return Array.TrueForAll(stretches, s => s == (0, 0)) ? null
            : (Of(s => s.Constant), Array.TrueForAll(stretches, s => s.Slope == 0) ? null : Of(s => s.Slope));

        Tensor Of(Func<(double Constant, double Slope), double> which) =>
            Tensor.Constant([.. stretches.Select(s => (float)which(s))], new Shape(stretches.Length), backend);
    }

    private sealed record Part(Likelihood Likelihood, string Name)
    {
        public int Start { get; init; }

        public int Length { get; init; }

        public int FirstOutput { get; init; }

        public int Outputs { get; init; }

        public (Tensor Constant, Tensor? Slope)? Stretch { get; init; }
    }
}
