namespace Latent.Evaluation;

/// <summary>Refuses latents that are no numbers.</summary>
internal static class FiniteRows
{
    /// <exception cref="InputException">A value is not finite.</exception>
    public static void Require(ReadOnlySpan<float> rows, int columns)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
            {
                throw new InputException($"The latent of row {i / columns} is not finite; leave the row out, or train the model again at a lower learning rate.");
            }
        }
    }
}
