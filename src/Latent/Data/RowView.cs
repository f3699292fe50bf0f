using Latent.Tensors;

namespace Latent.Data;

/// <summary>What the rows of an array are taken for.</summary>
/// <param name="Kind">What a row is.</param>
/// <param name="RowShape">The shape it is seen in; grey images lose their single channel.</param>
/// <param name="ByteScale">What stored bytes are multiplied by: those of images become 0 .. 1, those of tables mean themselves.</param>
internal readonly record struct RowView(DataKind Kind, Shape RowShape, float ByteScale)
{
    /// <summary>Decides by the array's shape, or checks that it can be seen as the kind asked for.</summary>
    /// <exception cref="InputException">The array has no rows, or its shape does not suit the kind.</exception>
    public static RowView Of(ArrayLayout layout, DataKind? forced, string name)
    {
        Shape row = layout.RowShape(name);
        DataKind kind = forced ?? Guess(row);
        Shape? seen = kind switch
        {
            DataKind.Table => new Shape(row.Length),
            DataKind.Image => Image(row),
            DataKind.Volume when row.Rank == 4 && row[0] == 1 => row.WithoutFirst(),
            DataKind.Volume when row.Rank is 3 or 4 => row,
            DataKind.Sequence => row.Rank == 1 ? new Shape(row[0], 1) : row,
            _ => null,
        };
        bool numbers = kind == DataKind.Table || layout.Kind == NumberKind.Boolean;
        return seen is { } shape
            ? new RowView(kind, shape, numbers ? 1 : ByteRows.UnitScale)
            : throw new InputException($"{name} has rows of shape {row}, which cannot be seen as {kind.ToString().ToLowerInvariant()} data.");
    }

    private static DataKind Guess(Shape row) => row.Rank switch
    {
        1 => DataKind.Table,
        2 => DataKind.Image,
        3 when row[0] <= 4 || row[2] == 1 => DataKind.Image,
        3 or 4 => DataKind.Volume,
        _ => DataKind.Table,
    };

    private static Shape? Image(Shape row)
    {
        switch (row.Rank)
        {
            case 1:
                int side = (int)Math.Sqrt(row[0]);
                return side * side == row[0] ? new Shape(side, side) : null;
            case 2:
                return row;
            case 3 when row[0] == 1:
                return row.WithoutFirst();
            case 3 when row[2] == 1:
                return new Shape(row[0], row[1]);
            case 3 when row[0] <= 4:
                return row;
            default:
                return null;
        }
    }
}
