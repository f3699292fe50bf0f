namespace Latent.Applications;

/// <summary>How many rows go through a model together: so many that kernels are busy, so few that wide rows do not fill the memory.</summary>
internal static class WorkingSet
{
    private const int MostValues = 1 << 20;

    /// <summary>The number of rows; it depends on the model alone, so that results do not depend on how many rows are asked for.</summary>
    /// <param name="most">For narrow rows.</param>
    /// <param name="rowLength">How many values a row has.</param>
    public static int Rows(int most, int rowLength) => Math.Clamp(MostValues / Math.Max(1, rowLength), 1, most);
}
