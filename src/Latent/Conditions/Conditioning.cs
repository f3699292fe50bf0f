using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Conditions;

/// <summary>
/// What a model is told beside a row: its class, a smaller picture of it, its first frames. The encoder sees the condition's
/// values after those of the row, the decoder sees them after those of the latent, and all that the model learns and measures
/// is of p(x|condition) (Sohn et al. 2015).
/// </summary>
public abstract class Conditioning
{
    /// <summary>How many values a condition has.</summary>
    public abstract int Size { get; }

    /// <summary>What a condition is, as it is called in messages: "the class of every row".</summary>
    public abstract string Name { get; }

    /// <summary>The conditions of a batch's rows.</summary>
    /// <param name="batch">Rows as the model sees them, without conditions of their own.</param>
    /// <returns>[rows, <see cref="Size"/>].</returns>
    /// <exception cref="InputException">The batch does not tell them.</exception>
    public abstract Tensor Of(Batch batch);

    /// <summary>The conditions that new rows are made under when none are given: of classes, each in turn.</summary>
    /// <param name="first">The number of the first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="backend">Where the numbers live.</param>
    /// <returns>[count, <see cref="Size"/>]; null if there is no such condition, and one has to be given.</returns>
    public virtual Tensor? Usual(int first, int count, Backend backend) => null;

    /// <summary>Given conditions for some rows of many: row r has condition r modulo their number; null if there are none.</summary>
    /// <exception cref="InputException">They are not whole conditions.</exception>
    internal Tensor? Cycled(ReadOnlySpan<float> conditions, int first, int count, Backend backend)
    {
        if (conditions.IsEmpty)
        {
            return null;
        }
        int known = conditions.Length / Size;
        if (known * Size != conditions.Length)
        {
            throw new InputException($"{conditions.Length} values are not whole conditions: {Name} has {Size} values a row.");
        }
        if (known == 1)
        {
            return Tensor.From(conditions, new Shape(1, Size), backend);
        }
        float[] cycled = new float[count * Size];
        for (int i = 0; i < count; i++)
        {
            conditions.Slice((int)(((long)first + i) % known) * Size, Size).CopyTo(cycled.AsSpan(i * Size));
        }
        return Tensor.From(cycled, new Shape(count, Size), backend);
    }

    /// <summary>Conditions beside the rows that they belong to: as many rows as the others have, sample by sample.</summary>
    /// <param name="rows">[samples * n, values].</param>
    /// <param name="condition">[n, ...] of <see cref="Size"/> values a row.</param>
    /// <returns>[samples * n, values + <see cref="Size"/>].</returns>
    internal Tensor Beside(Tensor rows, Tensor condition)
    {
        int count = rows.Shape[0], conditions = condition.Shape[0];
        if (condition.Length != (long)conditions * Size || (conditions == 0 ? count > 0 : count % conditions != 0))
        {
            throw new InputException($"A condition of shape {condition.Shape} does not fit {count} rows: {Name} has {Size} values a row.");
        }
        Tensor flat = rows.Shape.Rank == 2 ? rows : rows.Reshape(new Shape(count, rows.Length / Math.Max(1, count)));
        condition = condition.Shape.Rank == 2 ? condition : condition.Reshape(new Shape(conditions, Size));
        condition = conditions == 0 ? condition : condition.Repeat(count / conditions);
        return flat.Concat(condition, 1);
    }
}
