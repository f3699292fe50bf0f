using Latent.Data;

namespace Latent.Layers;

/// <summary>Sets something beside the values of a row, or leaves some of them out, by what it has learned from how those of the rows trained on are spread.</summary>
public abstract class BesideValues : Layer
{
    private protected BesideValues()
    {
    }

    /// <summary>Learns how the values of rows are spread; those that are not a number are missing.</summary>
    internal abstract void Begin(RowSource train);
}
