using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Samplers.Columns;

/// <summary>What a <see cref="CellNetwork"/> knows of rows whose cells are drawn one after the other.</summary>
/// <param name="inputs">[rows, inputs of the cells so far].</param>
internal sealed class CellState(Tensor inputs)
{
    public Tensor Inputs { get; private set; } = inputs;

    /// <summary>[rows, units of the first layer so far]; null before there are any.</summary>
    public Tensor? Seen { get; set; }

    /// <summary>[rows, units of the second layer so far]; null before there are any.</summary>
    public Tensor? Hidden { get; set; }

    /// <summary>Adds the inputs of one more cell.</summary>
    public void Add(Tensor cell) => Inputs = Inputs.Concat(cell, 1);

    /// <summary>Goes on with these of the rows alone; one may be there several times.</summary>
    public void Keep(Indices rows)
    {
        Inputs = Inputs.Gather(rows);
        Seen = Seen?.Gather(rows);
        Hidden = Hidden?.Gather(rows);
    }
}
