using Latent.Tensors;

namespace Latent.Applications;

/// <summary>What draws new rows of a table, as its model sees them.</summary>
internal interface ITableRows
{
    /// <summary>Draws rows.</summary>
    /// <param name="rows">Takes whole rows, each as wide as the schema.</param>
    /// <param name="given">Cells that all of them have; null for none.</param>
    /// <param name="temperature">Below 1 rows are more typical.</param>
    /// <param name="rng">Where they are drawn from.</param>
    void Draw(Span<float> rows, GivenCells? given, float temperature, Rng rng);
}
