using Latent.Corruptions;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Targets;

/// <summary>
/// Learns from all rows of a table, whether they have a label or not: most cells of a row are hidden, and units of a network that reads the others have to tell them (denoising: Vincent
/// et al. 2008). Units that serve for this say much of a row's class, too, and so well that few labels suffice to learn it from them.
/// </summary>
public sealed class HiddenCells
{
    private const double Hidden = 0.7;

    // In deviations. A number further out would be all that the units of its row say.
    private const float Far = 4;

    private readonly CellMasking _masking;
    private readonly BesideValues[] _beside;
    private readonly WithoutTwins? _twins;
    private readonly Linear _units;
    private readonly Linear _cells;
    private readonly Likelihood _likelihood;

    /// <summary>Units with fresh weights.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="beside">What is read beside the values of rows, one after the other; others may read it, too, who begin and collect it.</param>
    /// <param name="likelihood">p(row | outputs), of its own.</param>
    /// <param name="units">How many units there are.</param>
    /// <param name="rng">Where the first weights are drawn from.</param>
    public HiddenCells(TableSchema schema, IReadOnlyList<BesideValues> beside, Likelihood likelihood, int units, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(beside);
        ArgumentNullException.ThrowIfNull(likelihood);
        ArgumentNullException.ThrowIfNull(rng);
        _masking = new CellMasking(schema, Hidden);
        _beside = [.. beside];
        _twins = _beside.OfType<WithoutTwins>().FirstOrDefault();
        _likelihood = likelihood;
        _units = new Linear(_beside.Length > 0 ? _beside[^1].Outputs : schema.Width, units, Activation.Relu, rng.Split("units"));
        _cells = new Linear(units, likelihood.Outputs(schema.Width), Activation.None, rng.Split("cells"));
    }

    /// <summary>Takes from the rows that are to be learned from what the likelihood has to know of them.</summary>
    internal void Begin(RowSource train) => _likelihood.Begin(train);

    /// <summary>Adds all that is learned.</summary>
    internal void Collect(string path, ParameterSet parameters)
    {
        _units.Collect($"{path}.units", parameters);
        _cells.Collect($"{path}.told", parameters);
        _likelihood.Collect($"{path}.likelihood", parameters);
    }

    /// <summary>What the units make of rows.</summary>
    /// <param name="values">[rows, values], 0 where a cell is missing.</param>
    /// <returns>[rows, units].</returns>
    public Tensor Units(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor read = values.Clip(-Far, Far);
        for (int i = 0; i < _beside.Length; i++)
        {
            read = _beside[i].Forward(read, Phase.Evaluation);
        }
        return _units.Forward(read, Phase.Evaluation);
    }

    /// <summary>-log p of the hidden cells of rows given the others, nats a row.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="count">How many of them, the first, it is to be of.</param>
    /// <param name="rng">Draws which cells are hidden.</param>
    public Tensor Loss(Batch batch, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(rng);
        Tensor values = batch.Values.Slice(0, 0, count), kept = _masking.Kept(count, rng, values.Backend), asked = kept.Affine(-1, 1);
        if (batch.Mask is not null)
        {
            Tensor known = batch.Mask.Slice(0, 0, count);
            values = known.Where(values, Tensor.Zeros(Shape.Scalar, values.Backend));
            asked *= known;
        }
        // What nobody reads is not to be told either.
        asked = _twins is null ? asked : asked * _twins.Kept;
        return -_likelihood.Given(_cells.Forward(Units(values * kept), Phase.Evaluation)).LogProbability(values, asked).Mean();
    }
}
