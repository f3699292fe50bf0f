using Latent.Tensors;

namespace Latent.Composition;

/// <summary>Refuses sizes that nobody can mean before anything of that size is made: a recipe may come from a hostile file.</summary>
/// <param name="weights">How many weights there may be at most.</param>
internal sealed class WeightBudget(long weights)
{
    // 2 GiB of them, before what an optimiser adds; small enough that no product of two sizes overflows.
    private const long Most = 1L << 29;

    private long _left = Math.Min(weights, Most);

    /// <summary>Takes the weights of maps from each size to the next.</summary>
    public void TakePerceptron(params ReadOnlySpan<int> sizes)
    {
        for (int i = 1; i < sizes.Length; i++)
        {
            Take(sizes[i - 1], sizes[i]);
        }
    }

    /// <summary>Takes the weights of a critic: windows of four values along every spatial dimension, layer by layer.</summary>
    /// <param name="row">[spatial..., channels].</param>
    /// <param name="channels">How many channels every layer gives.</param>
    /// <param name="layers">How many lead to the features, which get another channel.</param>
    public void TakeCritic(Shape row, IReadOnlyList<int> channels, int layers)
    {
        int window = (int)Math.Pow(4, row.Rank - 1), before = row.Columns;
        for (int i = 0; i < channels.Count; i++)
        {
            Take(window, before + (i == layers ? 1 : 0), channels[i]);
            before = channels[i];
        }
        Take(before + (layers == channels.Count ? 1 : 0));
    }

    /// <summary>Takes as many weights as the factors' product.</summary>
    /// <exception cref="InputException">There is no room for them.</exception>
    public void Take(params ReadOnlySpan<int> factors) => _left -= Require(factors);

    /// <summary>Makes sure that as many weights as the factors' product would fit; others take them.</summary>
    /// <returns>The product.</returns>
    /// <exception cref="InputException">There is no room for them.</exception>
    public long Require(params ReadOnlySpan<int> factors)
    {
        long product = 1;
        foreach (int factor in factors)
        {
            product = product > Most ? product : product * factor;
        }
        if (product > _left)
        {
            throw new InputException($"The recipe asks for more weights than fit: one of its maps alone has {string.Join(" x ", factors.ToArray())}. Make 'model.hidden', 'model.network.channels' or 'model.latent' smaller.");
        }
        return product;
    }
}
