using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Likelihoods;

/// <summary>
/// The rows of a table together with which of their cells are missing, where a cell may be missing because of the very value
/// that it has (not-MIWAE, Ipsen et al. 2021): for every column, the probability that a cell is missing is a logistic function
/// of its value. Log-probabilities are those of the values that are there and of the gaps.
/// </summary>
public sealed class SelfMasking : Likelihood
{
    private readonly Likelihood _values;
    private readonly TableSlot[] _slots;
    private readonly Tensor _level;
    private readonly Tensor _slope;
    private readonly Tensor _places;

    /// <summary>Gaps in rows of this schema.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="values">The likelihood of the values.</param>
    /// <param name="backend">Where what is learned lives.</param>
    public SelfMasking(TableSchema schema, Likelihood values, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        // One slot tells of a cell whether it is there: of a number with atoms which it is, of a date how far along it lies.
        _slots = [.. schema.Slots.Where(slot => slot.Part is null && (slot.IsAtom || schema.Columns[slot.Column].Atoms.Count == 0))];
        var width = new Shape(schema.Width);
        _level = Tensor.Parameter(new float[_slots.Length], new Shape(_slots.Length), backend);
        _slope = Tensor.Parameter(new float[schema.Width], width, backend);
        float[] places = new float[schema.Width * _slots.Length];
        for (int i = 0; i < _slots.Length; i++)
        {
            for (int j = 0; j < _slots[i].Width; j++)
            {
                places[((_slots[i].Start + j) * _slots.Length) + i] = 1;
            }
        }
        _places = Tensor.Constant(places, new Shape(schema.Width, _slots.Length), backend);
    }

    /// <inheritdoc/>
    public override ValueDomain Domain => _values.Domain;

    /// <inheritdoc/>
    public override double Minimum => _values.Minimum;

    /// <inheritdoc/>
    public override Measure Measure => Measure.CellsAndGaps;

    /// <inheritdoc/>
    public override double Maximum => _values.Maximum;

    /// <inheritdoc/>
    public override MeanLink? Link => _values.Link;

    /// <inheritdoc/>
    public override int OutputsPerValue => _values.OutputsPerValue;

    /// <inheritdoc/>
    public override int Outputs(int values) => _values.Outputs(values);

    /// <summary>Begins with as many gaps as every column has, whatever the values.</summary>
    public override void Begin(RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _values.Begin(rows);
        double[] missing = new double[_slots.Length];
        int count = 0;
        foreach ((_, float[] row) in rows.Spread())
        {
            count++;
            for (int i = 0; i < _slots.Length; i++)
            {
                missing[i] += float.IsNaN(row[_slots[i].Start]) ? 1 : 0;
            }
        }
        _level.Set([.. missing.Select(m => (float)Math.Log((m + 0.5) / (count - m + 0.5)))]);
    }

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded) => Around(_values.Given(decoded));

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded, Phase phase) => Around(_values.Given(decoded, phase));

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _values.Collect(path, parameters);
        parameters.Add($"{path}.missing.level", _level);
        parameters.Add($"{path}.missing.slope", _slope);
    }

    private SelfMaskedDistribution Around(Distribution values) => new(values, _slots, _level, _slope, _places);
}
