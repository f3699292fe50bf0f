using Latent.Tensors;

namespace Latent.Data;

/// <summary>The pictures of <see cref="Sprites"/>, each drawn when it is read.</summary>
internal sealed class SpriteRows() : RowSource(Sprites.Count, new Shape(Sprites.Side, Sprites.Side))
{
    /// <inheritdoc/>
    public override bool Streamed => false;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int length = RowShape.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> picture = destination.Slice(i * length, length);
            picture.Clear();
            Sprites.Draw(rows[i], picture);
        }
    }
}
