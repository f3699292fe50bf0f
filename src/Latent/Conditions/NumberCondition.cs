using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Conditions;

/// <summary>A number that belongs to every row, in units of the standard deviation of the known ones, from their mean.</summary>
public sealed class NumberCondition : Conditioning
{
    // Ten numbers of which a normal one lies between any two with the same probability.
    private static readonly float[] s_usual = [-1.645f, -1.036f, -0.674f, -0.385f, -0.126f, 0.126f, 0.385f, 0.674f, 1.036f, 1.645f];

    /// <summary>What the number is; null inside a semi-supervised model, which tells its VAE the numbers.</summary>
    public NumberTarget? Target { get; init; }

    /// <summary>Tells the numbers of rows of which they are missing: [rows, 1].</summary>
    internal Func<Batch, Tensor>? Guess { get; init; }

    /// <inheritdoc/>
    public override int Size => 1;

    /// <inheritdoc/>
    public override string Name => $"the number '{Target?.Name}' of every row";

    /// <inheritdoc/>
    public override Tensor Of(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        float[] known = batch.Targets is { } targets && Target is not null ? Target.Standardized(targets.ToArray()) : [];
        if (known.Length > 0 && !known.Any(float.IsNaN))
        {
            return Of(known, batch.Values.Backend);
        }
        float[] numbers = Guess is null ? throw new InputException("The model is conditioned on a number, and these rows have none.") : Guess(batch).ToArray();
        for (int i = 0; i < known.Length; i++)
        {
            numbers[i] = float.IsNaN(known[i]) ? numbers[i] : known[i];
        }
        return Of(numbers, batch.Values.Backend);
    }

    /// <inheritdoc/>
    public override Tensor Usual(int first, int count, Backend backend) =>
        Of([.. Enumerable.Range(0, count).Select(i => s_usual[(int)(((long)first + i) % s_usual.Length)])], backend);

    private static Tensor Of(float[] numbers, Backend backend) => Tensor.From(numbers, new Shape(numbers.Length, 1), backend);
}
