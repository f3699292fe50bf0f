using Latent.Tensors;

namespace Latent.Data;

/// <summary>What the rows of an array are taken for. Colours are shown channels last, however they are stored.</summary>
/// <param name="Kind">What a row is.</param>
/// <param name="RowShape">The shape it is seen in; grey images lose their single channel.</param>
/// <param name="ByteScale">What stored bytes are multiplied by: those of images become 0 .. 1, those of tables mean themselves.</param>
/// <param name="Order">How values move from the stored order to the one that is seen.</param>
internal readonly record struct RowView(DataKind Kind, Shape RowShape, float ByteScale, ChannelOrder Order)
{
    // A picture has a side of more pixels than this, a colour fewer channels.
    private const int MostChannels = 4;

    /// <summary>Decides by the array's shape, or checks that it can be seen as the kind asked for.</summary>
    /// <exception cref="InputException">The array has no rows, or its shape does not suit the kind.</exception>
    public static RowView Of(ArrayLayout layout, DataKind? forced, string name)
    {
        Shape row = layout.RowShape(name);
        DataKind kind = forced ?? Guess(row);
        (Shape Shape, ChannelOrder Order)? seen = kind switch
        {
            DataKind.Table => AsStored(new Shape(row.Length)),
            DataKind.Image => Image(row),
            DataKind.Volume => Volume(row),
            DataKind.Sequence => Sequence(row),
            _ => null,
        };
        bool numbers = kind == DataKind.Table || layout.Kind == NumberKind.Boolean;
        return seen is { } view
            ? new RowView(kind, view.Shape, numbers ? 1 : ByteRows.UnitScale, view.Order)
            : throw new InputException($"{name} has rows of shape {row}, which cannot be seen as {kind.ToString().ToLowerInvariant()} data.");
    }

    private static DataKind Guess(Shape row) => row.Rank switch
    {
        1 => DataKind.Table,
        2 => DataKind.Image,
        3 when row[0] == 1 || PlanesFirst(row, 0) || IsChannels(row[2]) => DataKind.Image,
        3 => DataKind.Volume,
        4 when row[0] > 1 && (PlanesFirst(row, 1) || IsChannels(row[3])) => DataKind.Sequence,
        4 => DataKind.Volume,
        _ => DataKind.Table,
    };

    private static (Shape Shape, ChannelOrder Order)? Image(Shape row)
    {
        switch (row.Rank)
        {
            case 1:
                int side = (int)Math.Sqrt(row[0]);
                return side * side == row[0] ? AsStored(new Shape(side, side)) : null;
            case 2:
                return AsStored(row);
            case 3 when row[0] == 1:
                return AsStored(row.WithoutFirst());
            case 3 when PlanesFirst(row, 0):
                return (new Shape(row[1], row[2], row[0]), new ChannelOrder(1, row[0]));
            case 3 when IsChannels(row[2]):
                return AsStored(row[2] == 1 ? new Shape(row[0], row[1]) : row);
            case 3 when IsChannels(row[0]):
                return (new Shape(row[1], row[2], row[0]), new ChannelOrder(1, row[0]));
            default:
                return null;
        }
    }

    private static (Shape Shape, ChannelOrder Order)? Sequence(Shape row)
    {
        switch (row.Rank)
        {
            case 1:
                return AsStored(new Shape(row[0], 1));
            case 4 when PlanesFirst(row, 1):
                return row[1] == 1
                    ? AsStored(new Shape(row[0], row[2], row[3]))
                    : (new Shape(row[0], row[2], row[3], row[1]), new ChannelOrder(row[0], row[1]));
            case 4 when row[3] == 1:
                return AsStored(new Shape(row[0], row[1], row[2]));
            default:
                return AsStored(row);
        }
    }

    private static (Shape Shape, ChannelOrder Order)? Volume(Shape row)
    {
        switch (row.Rank)
        {
            case 3:
                return AsStored(row);
            case 4 when row[0] == 1:
                return AsStored(row.WithoutFirst());
            case 4 when row[3] == 1:
                return AsStored(new Shape(row[0], row[1], row[2]));
            case 4 when row[0] <= MostChannels && row[1] > MostChannels && row[2] > MostChannels && row[3] > MostChannels:
                return (new Shape(row[1], row[2], row[3], row[0]), new ChannelOrder(1, row[0]));
            case 4:
                return AsStored(row);
            default:
                return null;
        }
    }

    /// <summary>Whether [..., channels, height, width] begins at this dimension.</summary>
    private static bool PlanesFirst(Shape row, int at) => IsChannels(row[at]) && row[at + 1] > MostChannels && row[at + 2] > MostChannels;

    private static bool IsChannels(int extent) => extent is 1 or 3 or 4;

    private static (Shape Shape, ChannelOrder Order) AsStored(Shape shape) => (shape, ChannelOrder.AsStored);
}
