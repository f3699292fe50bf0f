namespace Latent.Tables;

/// <summary>A column that is to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its cells are; files of text do not need to know.</param>
public readonly record struct TableColumn(string Name, CellKind Kind = CellKind.Unknown)
{
    /// <summary>A column without a kind.</summary>
    public static implicit operator TableColumn(string name) => FromString(name);

    /// <summary>A column without a kind.</summary>
    public static TableColumn FromString(string name) => new(name);

    /// <summary>The columns of a reader, to be written as they are.</summary>
    public static TableColumn[] Of(TableReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return [.. reader.Columns.Select((name, i) => new TableColumn(name, reader.Kind(i)))];
    }
}
